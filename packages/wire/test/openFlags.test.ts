import { describe, expect, it } from "vitest";

import { OpenFlags, opensForWriting } from "../src/index.ts";

describe("OpenFlags", () => {
  it("are the draft's bits", () => {
    expect(OpenFlags).toEqual({
      READ: 0x01,
      WRITE: 0x02,
      APPEND: 0x04,
      CREAT: 0x08,
      TRUNC: 0x10,
      EXCL: 0x20,
    });
  });
});

describe("opensForWriting", () => {
  it("is true for every bit but READ, alone and together", () => {
    for (let flags = 0; flags < 0x40; flags++) {
      expect(opensForWriting(flags)).toBe(flags !== 0 && flags !== OpenFlags.READ);
    }
  });

  it("does not know the bits that no draft of version 3 has", () => {
    expect(opensForWriting(0x40)).toBe(false);
  });
});
