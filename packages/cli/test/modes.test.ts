import { describe, expect, it } from "vitest";
import { parseMode } from "../src/modes.ts";

function changed(text: string, mode: number, isDirectory = false, umask = 0o022): string {
  const change = parseMode(text);
  return ("mode" in change ? change.mode : change.apply(mode, isDirectory, umask)).toString(8);
}

describe("parseMode", () => {
  it.each([
    ["640", 0o777, "640"],
    ["u+x", 0o644, "744"],
    ["go-w", 0o666, "644"],
    ["u+x,go-w", 0o666, "744"],
    ["a=r", 0o755, "444"],
    ["u=rwx,g=rx,o=", 0o644, "750"],
    ["g=u", 0o740, "770"],
    ["a+X", 0o644, "644"],
    ["a+X", 0o744, "755"],
    ["u+s", 0o755, "4755"],
    ["u-s,+t", 0o4755, "1755"],
    ["+w", 0o444, "644"],
    ["a+w", 0o444, "666"],
    ["u+r-w", 0o200, "400"],
    ["o=", 0o1777, "770"],
    ["=r", 0o7777, "444"],
    ["g=", 0o7777, "5707"],
  ])("%s of %o is %s", (text, mode, result) => {
    expect(changed(text, mode)).toBe(result);
  });

  it("has X for directories", () => {
    expect(changed("a+X", 0o644, true)).toBe("755");
  });

  it("keeps the set-id bits of directories, and not the sticky bit", () => {
    expect(changed("a=r", 0o7777, true)).toBe("6444");
  });

  it.each(["", "8", "u", "u+q", "+x,", "x+u", "00000"])("refuses %j", (text) => {
    expect(() => parseMode(text)).toThrow(RangeError);
  });
});
