import { describe, expect, it } from "vitest";

import { type Claim, conflicts, type FileClaim } from "../../src/scheduling/claim.ts";

const file = (start: number, end: number, changes: boolean, key: unknown = "k", path = "/a/f"): FileClaim => {
  return { kind: "file", key, paths: [path], start, end, changes };
};
const path = (at: string, changes: boolean): Claim => ({ kind: "path", path: at, changes });

describe("conflicts", () => {
  it.each<[string, Claim, Claim, boolean]>([
    ["two reads of the same bytes", file(0, 9, false), file(0, 9, false), false],
    ["a read and a write that overlap", file(0, 9, false), file(8, 12, true), true],
    ["two writes side by side", file(0, 8, true), file(8, 12, true), false],
    ["writes to the same bytes of two files", file(0, 8, true), file(0, 8, true, "other"), false],
    ["the same bytes of one file by two paths", file(0, 8, true), file(0, 8, true, "k", "/b"), true],
    ["two looks at one path", path("/a", false), path("/a", false), false],
    ["a look at a path that changes", path("/a", false), path("/a", true), true],
    ["changes of two paths", path("/a", true), path("/b", true), false],
    ["a change below a folder that is looked at", path("/a/b", true), path("/a", false), true],
    ["a look below a folder that changes", path("/a/b/c", false), path("/a", true), true],
    ["anything and a change of the root", path("/", true), path("/a/b", false), true],
    ["names that begin alike", path("/ab", true), path("/a", true), false],
    ["a write and a look at the file's path", file(0, 8, true), path("/a/f", false), true],
    ["a read and a change of the file's path", file(0, 8, false), path("/a/f", true), true],
    ["a read and a look at the file's path", file(0, 8, false), path("/a/f", false), false],
    ["a write and a look at the folder", file(0, 8, true), path("/a", false), false],
    ["a read and a change of the folder", file(0, 8, false), path("/a", true), true],
    ["a write and a change below the file's path", file(0, 8, true), path("/a/f/x", true), false],
  ])("%s", (_what, one, other, expected) => {
    expect(conflicts(one, other)).toBe(expected);
    expect(conflicts(other, one)).toBe(expected);
  });
});
