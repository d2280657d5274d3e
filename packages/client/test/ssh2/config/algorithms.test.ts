import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { algorithmChoice } from "../../../src/ssh2/config/hostSettings.ts";

/** What ssh2 makes of a choice, of its own list. */
const { generateAlgorithmList } = createRequire(import.meta.url)("ssh2/lib/utils.js") as {
  generateAlgorithmList(choice: unknown, byDefault: string[], supported: string[]): string[];
};

it.each([
  ["c,a,unknown", ["c", "a"]],
  ["+x,unknown", ["a", "b", "c", "x"]],
  ["-b", ["a", "c"]],
  ["-*", []],
  ["^c,unknown", ["c", "a", "b"]],
  ["^x", ["x", "a", "b", "c"]],
  ["c*,a", ["c", "a"]],
])("%s picks among what ssh2 knows", (value, expected) => {
  expect(generateAlgorithmList(algorithmChoice(value), ["a", "b", "c"], ["a", "b", "c", "x"])).toEqual(
    expected,
  );
});
