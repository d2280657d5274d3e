import { expect, it } from "vitest";

import { normalizePath } from "../../src/backend/normalizePath.ts";

it.each([
  ["", "/"],
  [".", "/"],
  ["/", "/"],
  ["//", "/"],
  ["//a//b/", "/a/b"],
  ["a/./b", "/a/b"],
  ["/a/../../b", "/b"],
  ["../betty", "/betty"],
  ["/..", "/"],
  ["/...", "/..."],
  ["/a/b/..", "/a"],
  ["a\\b", "/a\\b"],
  ["/\udcff", "/\udcff"],
])("[I3] %j becomes %j", (path, normal) => {
  expect(normalizePath(path)).toBe(normal);
});
