import { describe, expect, it } from "vitest";

import { parseBytes, parsePath } from "../src/parsePath.ts";

describe("parsePath", () => {
  it.each([
    ["", [], false, false, true],
    ["/", [], true, false, true],
    [".", [], false, false, true],
    ["a", ["a"], false, false, false],
    ["/a//./b/", ["a", "b"], true, false, true],
    ["a/.", ["a"], false, false, true],
    ["../a", ["..", "a"], false, true, false],
    ["/a/..", ["a", ".."], true, true, true],
    ["...", ["..."], false, false, false],
    ["a\\b", ["a\\b"], false, false, false],
  ])("takes %j apart", (path, names, absolute, climbs, directory) => {
    expect(parsePath(path)).toEqual({ names, absolute, climbs, directory });
  });

  it("counts bytes, and knows them again", () => {
    expect(parsePath(`/${"é".repeat(127)}`).names[0]).toHaveLength(254);
    expect(() => parsePath(`/${"é".repeat(128)}`)).toThrow("ENAMETOOLONG");
    expect(parsePath("/é\udcff").names).toEqual(["\xc3\xa9\xff"]);
    expect(parseBytes("\xc3\xa9").names).toEqual(["\xc3\xa9"]);
    expect(() => parsePath("/a\0b/c")).toThrow("EINVAL");
  });
});
