import { describe, expect, it } from "vitest";

import { frame, fromHex, join, raw, string, u16, u32, u64, u8 } from "../src/index.ts";

describe("byte builders", () => {
  it("write integers with the most significant byte first", () => {
    expect(u8(0x7f)).toEqual(fromHex("7f"));
    expect(u16(0x0102)).toEqual(fromHex("01 02"));
    expect(u32(0xfffffffe)).toEqual(fromHex("ff ff ff fe"));
    expect(u64(2 ** 53 - 1)).toEqual(fromHex("00 1f ff ff ff ff ff ff"));
    expect(u64(2n ** 64n - 1n)).toEqual(fromHex("ff ff ff ff ff ff ff ff"));
  });

  it("refuse what does not fit", () => {
    expect(() => u8(256)).toThrow("256 does not fit into 1 unsigned bytes");
    expect(() => u32(-1)).toThrow(RangeError);
    expect(() => u32(1.5)).toThrow(RangeError);
    expect(() => u64(2n ** 64n)).toThrow(RangeError);
  });

  it("count a string in bytes, not in characters", () => {
    expect(string("é")).toEqual(fromHex("00 00 00 02 c3 a9"));
    expect(string(fromHex("ff"))).toEqual(fromHex("00 00 00 01 ff"));
    expect(string("")).toEqual(u32(0));
  });

  it("frame a packet with its length and type", () => {
    const open = frame(3, u32(7), string("/a"), u32(1), u32(0));
    expect(open).toEqual(
      fromHex(`
        00 00 00 13  # length
        03           # SSH_FXP_OPEN
        00 00 00 07  # id
        00 00 00 02 2f 61
        00 00 00 01  # SSH_FXF_READ
        00 00 00 00  # no attributes
      `),
    );
  });

  it("join into memory of its own", () => {
    const part = raw("ab");
    const joined = join(part, u8(0));
    part.fill(0);
    expect(joined).toEqual(fromHex("61 62 00"));
  });
});
