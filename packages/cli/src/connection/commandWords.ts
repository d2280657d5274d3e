import { UsageError } from "../usageError.ts";

/**
 * The words of a command line as a shell would split it: at blanks, but not within single or double quotes, and a
 * backslash takes what follows as it is (within single quotes it is a backslash). Nothing is expanded.
 */
export function commandWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === quote) {
      quote = "";
    } else if (char === "\\" && quote !== "'" && at + 1 < line.length) {
      word = (word ?? "") + line[++at]!;
    } else if (quote === "" && (char === "'" || char === '"')) {
      quote = char;
      word ??= "";
    } else if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quote !== "") throw new UsageError(`--command has a ${quote} without its second: ${line}`);
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw new UsageError("--command is empty");
  return words;
}
