import { describe, expect, it } from "vitest";
import { type Directories, expandGlob } from "../../src/glob/expandGlob.ts";

/** A file system of these paths; a directory ends in a slash. */
function directories(paths: readonly string[]): Directories {
  const entries = paths.map((path) => ({
    path: path.replace(/\/$/, ""),
    isDirectory: path.endsWith("/"),
  }));
  return {
    exists: async (path) => entries.some((entry) => entry.path === path),
    isDirectory: async (path) => entries.some((entry) => entry.path === path && entry.isDirectory),
    list: async (directory) => {
      const start = directory === "" || directory === "/" ? directory : `${directory}/`;
      return entries
        .filter(
          ({ path }) =>
            path.startsWith(start) && path !== directory && !path.slice(start.length).includes("/"),
        )
        .map(({ path, isDirectory }) => ({ name: path.slice(start.length), isDirectory }));
    },
  };
}

const files = directories([
  "/a/",
  "/a/x.log",
  "/a/y.log",
  "/a/.hidden.log",
  "/a/b/",
  "/a/b/z.log",
  "/a/b/c/",
  "/a/b/c/w.log",
  "/a/[x]",
  "here.txt",
]);

describe("expandGlob", () => {
  it.each([
    ["/a/*.log", ["/a/x.log", "/a/y.log"]],
    ["/a/?.log", ["/a/x.log", "/a/y.log"]],
    ["/a/[x-z].log", ["/a/x.log", "/a/y.log"]],
    ["/a/{y,x}.log", ["/a/x.log", "/a/y.log"]],
    ["/{a,a/b}/*.log", ["/a/b/z.log", "/a/x.log", "/a/y.log"]],
    ["/a/.*", ["/a/.hidden.log"]],
    ["/*/b/*.log", ["/a/b/z.log"]],
    ["/a/**/*.log", ["/a/b/c/w.log", "/a/b/z.log", "/a/x.log", "/a/y.log"]],
    ["/a/**", ["/a/[x]", "/a/b", "/a/b/c", "/a/b/c/w.log", "/a/b/z.log", "/a/x.log", "/a/y.log"]],
    ["/a/\\[x\\]", ["/a/[x]"]],
    ["/a/\\*.log", []],
    ["*.txt", ["here.txt"]],
    ["/missing/*", []],
    ["/a/*/", ["/a/b/"]],
    ["/a/*.log/", []],
  ])("%s", async (pattern, paths) => {
    expect(await expandGlob(pattern, files)).toEqual(paths);
  });

  it("ends in directories that have no end", async () => {
    const endless: Directories = {
      exists: async () => true,
      isDirectory: async () => true,
      list: async () => [{ name: "d", isDirectory: true }],
    };
    const found = await expandGlob("/**/d", endless);
    expect(found.length).toBeLessThan(100);
  });
});
