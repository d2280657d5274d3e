import { expect, it } from "vitest";
import { parseJump } from "../../../src/ssh2/route/route.ts";

it.each([
  ["gate", "gate", undefined, undefined],
  ["me@gate:2222", "gate", 2222, "me"],
  ["me@corp@gate", "gate", undefined, "me@corp"],
  ["ssh://me@gate:2222/", "gate", 2222, "me"],
  ["[::1]:22", "::1", 22, undefined],
  [" gate ", "gate", undefined, undefined],
])("%s is a jump host", (text, host, port, username) => {
  expect(parseJump(text)).toEqual({ host, port, username });
});

it.each(["", "gate:", "gate:ssh", "gate:123456", "a b", "me@", "gate/path"])("%j is none", (text) => {
  expect(() => parseJump(text)).toThrow(TypeError);
});
