import { describe, expect, it } from "vitest";
import { globMatcher } from "../../src/glob/globMatcher.ts";

/** What one case may take, in milliseconds; backtracking would take minutes or more. */
const ENOUGH = 2_000;

describe("globMatcher", () => {
  it.each([
    ["*.log", "a/b/x.log", true],
    ["*.log", "x.log.gz", false],
    ["node_modules", "a/node_modules", true],
    ["a/*.txt", "a/b.txt", true],
    ["a/*.txt", "x/a/b.txt", false],
    ["**/b/*", "a/x/b/c", true],
    [".*", "a/.hidden", true],
    ["*", ".hidden", true],
    ["#*#", "#draft#", true],
    ["*.{jpg,png}", "x.png", true],
    ["[a-c]?", "b1", true],
    ["@(a|b).ts", "b.ts", true],
    ["!(a|b).ts", "b.ts", false],
    ["!(a|b).ts", "c.ts", true],
    ["\\!important", "!important", true],
    ["*", "\udcff", true],
  ])("%s and %s: %s", (glob, path, expected) => {
    expect(globMatcher([glob])(path)).toBe(expected);
  });

  it("one of several is enough", () => {
    const matches = globMatcher(["*.a", "*.b"]);
    expect(["x.a", "x.b", "x.c"].map(matches)).toEqual([true, true, false]);
  });

  it.each([
    ["*a*b*c", "ab".repeat(130_000), false],
    ["*a*a*a*ab", "a".repeat(260_000), false],
    [`${"*a".repeat(500)}b`, "a".repeat(1_024), false],
    [`${"*a".repeat(500)}*`, "a".repeat(1_024), true],
    ["+(a|aa|aaa)b", "a".repeat(1_024), false],
    ["*(*(*(*(a))))b", "a".repeat(1_024), false],
    ["!(*a*a*a)b*c", `${"a".repeat(1_024)}b`, false],
    [`${"!(a)*".repeat(12)}!`, "a".repeat(1_024), false],
    ["**/*a*/**/*a*/**/*a*/**/*a*/**/b", `${"a/".repeat(500)}a`, false],
    [`${"?".repeat(500)}${"*".repeat(300)}x`, "a".repeat(1_024), false],
    ["[[:alpha:]]*[[:alpha:]]*x", "é".repeat(1_024), false],
  ])(
    "[C-20] the time for %s is bounded, whatever names a server has",
    { timeout: ENOUGH },
    (glob, path, expected) => {
      expect(globMatcher([glob])(path)).toBe(expected);
    },
  );

  it.each([
    ["", "empty"],
    ["a".repeat(5_000), "characters"],
    ["{a,b}".repeat(20), "stand for more than 1000"],
    ["{{a,b,c},{d,e,f}}".repeat(8), "stand for more than 1000"],
    ["!keep", "not negated"],
    ["@(a|b)".repeat(600), "cannot be used"],
  ])("a glob that cannot be used is refused: %.20s", (glob, words) => {
    expect(() => globMatcher([glob])).toThrow(words);
  });
});
