import { describe, expect, it } from "vitest";

import { fileType, fileTypes } from "../src/index.ts";

describe("fileType", () => {
  it.each([
    [0o140000, "socket"],
    [0o120000, "symlink"],
    [0o100000, "file"],
    [0o060000, "block"],
    [0o040000, "directory"],
    [0o020000, "char"],
    [0o010000, "fifo"],
  ])("reads the type bits %o as %s, whatever the permissions are", (bits, type) => {
    expect(fileType(bits)).toBe(type);
    expect(fileType(bits | 0o7777)).toBe(type);
    expect(fileTypes[type as keyof typeof fileTypes].bits).toBe(bits);
  });

  it("is unknown without a mode, without type bits, and for bits that no type has", () => {
    for (const mode of [undefined, 0, 0o777, 0o150000, 0o170644]) expect(fileType(mode)).toBe("unknown");
  });
});
