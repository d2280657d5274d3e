import { homedir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inHome } from "../../src/ssh2/inHome.ts";

it.each([
  ["~/.ssh/id", join(homedir(), ".ssh/id")],
  ["~", homedir()],
  ["/a/~/b", "/a/~/b"],
  ["~me/x", "~me/x"],
  ["a", "a"],
])("%s is %s", (path, expected) => {
  expect(inHome(path)).toBe(expected);
});
