import { expect, it } from "vitest";
import { matchesPatterns } from "../../../src/ssh2/hostKeys/hostPattern.ts";

it.each([
  [["web"], true],
  [["w?b", "x"], true],
  [["*"], true],
  [["**b"], true],
  [["w.b"], false],
  [["we"], false],
  [["*", "!web"], false],
  [["!web", "*"], false],
  [["!x"], false],
  [[], false],
])("%j is about web: %s", (patterns, expected) => {
  expect(matchesPatterns(patterns, "web")).toBe(expected);
});
