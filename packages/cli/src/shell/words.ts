import { UsageError } from "../usageError.ts";

/** A word of a command line. */
export interface Word {
  /** What it says, without its quotes. */
  readonly text: string;
  /** The same as a glob, in which a backslash stands before every character that was quoted. */
  readonly pattern: string;
}

/** What separates words; other spaces of Unicode are characters of names. */
const BLANK = /[ \t\n\v\f\r]/;

const GLOB_CHARACTERS = /[\\*?[\]{}!]/;

/**
 * The words of a line of the shell, split as OpenSSH's sftp does: at blanks; single and double quotes keep a word
 * together; a backslash quotes the next character, inside quotes only the quote and the backslash. `#` at the beginning
 * of a word begins a comment.
 *
 * @throws UsageError for a quote that is not closed
 */
export function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  let word: { text: string; pattern: string } | undefined;
  let quote = "";
  const add = (character: string, isQuoted: boolean): void => {
    word ??= { text: "", pattern: "" };
    word.text += character;
    word.pattern += isQuoted && GLOB_CHARACTERS.test(character) ? `\\${character}` : character;
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    const next = line[at + 1];
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (character === "\\" && (next === quote || next === "\\")) add(line[++at]!, true);
      else add(character, true);
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= { text: "", pattern: "" };
    } else if (character === "\\") {
      if (next === undefined) throw new UsageError("nothing follows the backslash at the end of the line");
      add(line[++at]!, true);
    } else if (BLANK.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "#" && word === undefined) {
      break;
    } else {
      add(character, false);
    }
  }
  if (quote !== "") throw new UsageError(`a closing ${quote} is missing`);
  if (word !== undefined) words.push(word);
  return words;
}

/** A name as it is written in the shell so that it stays one word, and no glob. */
export function quoted(name: string): string {
  return name.replaceAll(/[\s"'\\*?[\]{}!#]/g, "\\$&");
}
