// @ts-check
import { tokenize } from "./tokens.mjs";

/** @typedef {import("./tokens.mjs").Token} Token */

/**
 * A call of `it`, `test` or `describe`.
 *
 * @typedef {object} TestCall
 * @property {string} title the text of its first argument, with the table of `each` where the title takes values from it
 * @property {number} line
 * @property {boolean} proves whether something runs here that can fail: not skipped, not to do, not expected to fail
 */

const TESTS = new Set(["it", "test"]);
const SUITES = new Set(["describe", "suite"]);
/** Modifiers that are called themselves before the call with the title. */
const CALLED = new Set(["each", "for", "skipIf", "runIf"]);
/** Modifiers, and options, under which nothing is proven. */
const IDLE = new Set(["skip", "todo", "fails"]);

/**
 * All test calls of a source text.
 *
 * @param {string} source
 * @returns {TestCall[]}
 */
export function testCalls(source) {
  const tokens = tokenize(source);
  const calls = tokens.flatMap((_, index) => callAt(tokens, index) ?? []);
  const idle = calls.filter((call) => call.idle);
  const running = calls.filter((call) => !call.suite && !idle.some((outer) => contains(outer, call)));
  return calls.map((call) => ({
    title: call.title,
    line: call.line,
    proves: running.some((test) => contains(call, test)),
  }));
}

/** @typedef {{ suite: boolean, idle: boolean, title: string, line: number, from: number, to: number }} Call */

/**
 * @param {Call} outer
 * @param {Call} inner
 */
function contains(outer, inner) {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/**
 * The test call that begins at a token, if one does.
 *
 * @param {Token[]} tokens
 * @param {number} from
 * @returns {Call | undefined}
 */
function callAt(tokens, from) {
  const { kind, text, line } = /** @type {Token} */ (tokens[from]);
  if (kind !== "word" || !(TESTS.has(text) || SUITES.has(text)) || tokens[from - 1]?.text === ".")
    return undefined;

  let at = from + 1;
  let idle = false;
  /** @type {Token[]} */
  let table = [];
  while (tokens[at]?.text === "." && tokens[at + 1]?.kind === "word") {
    const modifier = /** @type {Token} */ (tokens[at + 1]).text;
    idle ||= IDLE.has(modifier);
    at += 2;
    if (CALLED.has(modifier)) {
      const end = tokens[at]?.kind === "string" ? at : closing(tokens, at);
      table = tokens.slice(at, end + 1);
      at = end + 1;
    }
  }
  if (tokens[at]?.text !== "(" || tokens[at]?.kind !== "mark") return undefined;

  const to = closing(tokens, at);
  const [first = [], ...others] = argumentsOf(tokens.slice(at + 1, to));
  const title = strings(first);
  return {
    suite: SUITES.has(text),
    idle: idle || others.length === 0 || others.some(isIdleOption),
    title: table.length > 0 && /[%$]/.test(title) ? `${title} ${strings(table)}` : title,
    line,
    from,
    to,
  };
}

/**
 * The index of the bracket that closes the one at `open`.
 *
 * @param {Token[]} tokens
 * @param {number} open
 */
function closing(tokens, open) {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    depth += nesting(tokens[at]);
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** @param {Token | undefined} token */
function nesting(token) {
  if (token?.kind !== "mark") return 0;
  if ("([{".includes(token.text)) return 1;
  return ")]}".includes(token.text) ? -1 : 0;
}

/**
 * Tokens between the brackets of a call, by argument; a trailing comma makes none.
 *
 * @param {Token[]} tokens
 * @returns {Token[][]}
 */
function argumentsOf(tokens) {
  /** @type {Token[][]} */
  const list = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += nesting(token);
    if (depth === 0 && token.kind === "mark" && token.text === ",") list.push([]);
    else list.at(-1)?.push(token);
  }
  return list.filter((argument) => argument.length > 0);
}

/** @param {Token[]} tokens */
function strings(tokens) {
  return tokens
    .filter(({ kind }) => kind === "string")
    .map(({ text }) => text)
    .join(" ");
}

/**
 * Whether an argument is an options object that says `skip: true` or the like.
 *
 * @param {Token[]} argument
 */
function isIdleOption(argument) {
  return (
    argument[0]?.text === "{" &&
    argument.some(
      ({ kind, text }, at) =>
        kind === "word" &&
        IDLE.has(text) &&
        argument[at + 1]?.text === ":" &&
        argument[at + 2]?.text === "true",
    )
  );
}
