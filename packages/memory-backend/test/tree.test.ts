import { describe, expect, it } from "vitest";

import { MemoryBackend } from "../src/memoryBackend.ts";
import { failing } from "./failing.ts";

const backend = new MemoryBackend({
  files: {
    "/a/b/file": "1",
    "/a/up": { link: ".." },
    "/a/self": { link: "self" },
    "/a/dangling": { link: "b/nothing" },
    "/a/outside": { link: "../../../../etc/passwd" },
    "/abs": { link: "/a/b" },
    "/absSlash": { link: "a/b/" },
    "/fileSlash": { link: "a/b/file/" },
    "/etc/passwd": "ours",
  },
});

function at(path: string): string | undefined {
  try {
    return backend.stat(path).isDirectory() ? "folder" : backend.readFile(path).toString();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

describe("a path", () => {
  it.each([
    ["", "folder"],
    [".", "folder"],
    ["/", "folder"],
    ["//", "folder"],
    ["/..", "folder"],
    ["a/b/file", "1"],
    ["/a//b/./file", "1"],
    ["/a/b/../b/file", "1"],
    ["/a/b/", "folder"],
    ["/a/b/file/", "ENOTDIR"],
    ["/a/b/file/.", "ENOTDIR"],
    ["/a/b/file/..", "ENOTDIR"],
    ["/a/b/file/x", "ENOTDIR"],
    ["/a/nothing", "ENOENT"],
    ["/a/nothing/..", "ENOENT"],
    ["/nothing/x", "ENOENT"],
    ["/abs/file", "1"],
    ["/abs/", "folder"],
    ["/absSlash", "folder"],
    ["/fileSlash", "ENOTDIR"],
    ["/a/dangling", "ENOENT"],
    ["/a/self", "ELOOP"],
    ["/a/self/x", "ELOOP"],
    ["/a\0b", "EINVAL"],
    [`/${"x".repeat(255)}`, "ENOENT"],
    [`/${"x".repeat(256)}`, "ENAMETOOLONG"],
    [`/${"é".repeat(127)}`, "ENOENT"],
    [`/${"é".repeat(128)}`, "ENAMETOOLONG"],
    [`/${"\udcff".repeat(255)}`, "ENOENT"],
    [`/${"\udcff".repeat(256)}`, "ENAMETOOLONG"],
  ])("%j leads to %s", (path, what) => {
    expect(at(path)).toBe(what);
  });

  it("takes .. after links, as POSIX does", () => {
    expect(at("/abs/..")).toBe("folder");
    expect(backend.canonicalize("/abs/..")).toBe("/a");
    expect(backend.canonicalize("/a/up/a/b")).toBe("/a/b");
  });

  it("never leads out of the root", () => {
    expect(at("/../../etc/passwd")).toBe("ours");
    expect(at("/a/outside")).toBe("ours");
    expect(at("/a/up/../../etc/passwd")).toBe("ours");
  });

  it("ends after 40 links", () => {
    const many = new MemoryBackend({ files: { "/0": "found" } });
    for (let count = 1; count <= 41; count++) many.symlink(`${count - 1}`, `/${count}`);
    expect(many.stat("/40").isFile()).toBe(true);
    expect(() => many.stat("/41")).toThrow(failing("ELOOP"));
  });
});

describe("canonicalize", () => {
  it.each([
    ["", "/"],
    [".", "/"],
    ["a", "/a"],
    ["/a/../a/./b//", "/a/b"],
    ["/abs/file", "/a/b/file"],
    ["/abs/new/folder", "/a/b/new/folder"],
    ["/a/dangling", "/a/b/nothing"],
    ["/a/dangling/..", "/a/b"],
    ["/a/b/file/x", "/a/b/file/x"],
    ["/nothing/../..", "/"],
    ["/nothing/x/../y", "/nothing/y"],
    ["/a/outside", "/etc/passwd"],
  ])("%j is %j", (path, canonical) => {
    expect(backend.canonicalize(path)).toBe(canonical);
  });

  it("fails only where there is no end", () => {
    expect(() => backend.canonicalize("/a/self")).toThrow(failing("ELOOP"));
  });
});
