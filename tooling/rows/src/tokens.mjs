// @ts-check

/**
 * A piece of TypeScript source: a word, a string (without its quotes, with every `${}` of a template left empty),
 * or one character of punctuation. Comments and white space are gone.
 *
 * @typedef {{ kind: "word" | "string" | "mark" | "regex", text: string, line: number }} Token
 */

/** After these words a slash begins a regular expression, not a division. */
const BEFORE_REGEX = new Set(["return", "typeof", "case", "in", "of", "await", "yield", "void", "throw"]);

/**
 * The tokens of a source text.
 *
 * @param {string} source
 * @returns {Token[]}
 */
export function tokenize(source) {
  return new Scanner(source).tokens();
}

class Scanner {
  #at = 0;
  #line = 1;
  #source;

  /** @param {string} source */
  constructor(source) {
    this.#source = source;
  }

  /**
   * Everything up to the end of the source, or of the `${}` that we are in.
   *
   * @returns {Token[]}
   */
  tokens() {
    /** @type {Token[]} */
    const tokens = [];
    let braces = 0;
    while (this.#at < this.#source.length) {
      const line = this.#line;
      const next = this.#source[this.#at] ?? "";
      if (/\s/.test(next)) this.#take(1);
      else if (this.#source.startsWith("//", this.#at)) this.#match(/[^\n]*/y);
      else if (this.#source.startsWith("/*", this.#at)) this.#match(/\/\*[^]*?(?:\*\/|$)/y);
      else if (next === '"' || next === "'") tokens.push({ kind: "string", text: this.#quoted(), line });
      else if (next === "`") tokens.push({ kind: "string", text: this.#template(), line });
      else if (/[\w$]/.test(next)) tokens.push({ kind: "word", text: this.#match(/[\w$]+/y), line });
      else if (next === "/" && beginsRegex(tokens.at(-1))) {
        tokens.push({
          kind: "regex",
          text: this.#match(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/?\w*/y),
          line,
        });
      } else {
        if (next === "{") braces++;
        if (next === "}" && braces-- === 0) return tokens;
        tokens.push({ kind: "mark", text: this.#take(1), line });
      }
    }
    return tokens;
  }

  #quoted() {
    return plain(this.#match(/"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/y).slice(1, -1));
  }

  #template() {
    let text = "";
    this.#take(1);
    while (this.#at < this.#source.length) {
      text += this.#match(/(?:\\[^]|\$(?!\{)|[^`$\\])*/y);
      if (this.#take(1) === "`") break;
      this.#take(1);
      this.tokens();
      this.#take(1);
      text += "${}";
    }
    return plain(text);
  }

  /** @param {RegExp} pattern a sticky one */
  #match(pattern) {
    pattern.lastIndex = this.#at;
    return this.#take(pattern.exec(this.#source)?.[0].length ?? 0);
  }

  /** @param {number} length */
  #take(length) {
    const text = this.#source.slice(this.#at, this.#at + length);
    this.#at += length;
    this.#line += text.split("\n").length - 1;
    return text;
  }
}

/** @param {Token | undefined} before */
function beginsRegex(before) {
  if (before === undefined) return true;
  if (before.kind === "word") return BEFORE_REGEX.has(before.text);
  return before.kind === "mark" && !")]}".includes(before.text);
}

/**
 * Text without the backslashes of its escapes.
 *
 * @param {string} text
 */
function plain(text) {
  return text.replaceAll(/\\([^])/g, "$1");
}
