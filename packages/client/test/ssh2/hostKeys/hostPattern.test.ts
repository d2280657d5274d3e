import { expect, it } from "vitest";
import { matchesPattern, matchesPatterns } from "../../../src/ssh2/hostKeys/hostPattern.ts";

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

it.each([
  ["*a*b*c", "ab".repeat(20_000), false],
  [`${"*a".repeat(200)}b`, "a".repeat(10_000), false],
  [`${"*a".repeat(200)}*`, "a".repeat(10_000), true],
  ["?*?", "ab", true],
  ["?*?", "a", false],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a*", "*", false],
])("[C-20] %s matches in bounded time: %#", (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected);
});
