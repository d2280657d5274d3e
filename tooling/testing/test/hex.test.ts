import { describe, expect, it } from "vitest";

import { fromHex, hexDump, raw } from "../src/index.ts";

describe("hexDump", () => {
  it("shows offset, pairs and characters", () => {
    expect(hexDump(raw("0123456789abcdef\n~"))).toBe(
      "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n" +
        "0010  0a 7e                                            .~",
    );
    expect(hexDump(raw(""))).toBe("(no bytes)");
  });
});

describe("fromHex", () => {
  it("reads pairs with white space and remarks between them", () => {
    expect(fromHex("00 FF # type\n7f")).toEqual(Uint8Array.of(0, 255, 127));
    expect(fromHex("")).toEqual(new Uint8Array());
  });

  it("refuses half a pair and anything else", () => {
    expect(() => fromHex("0")).toThrow(SyntaxError);
    expect(() => fromHex("xy")).toThrow(SyntaxError);
  });
});
