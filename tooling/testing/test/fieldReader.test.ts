import { describe, expect, it } from "vitest";

import { FieldReader, fromHex, join, string, u32, u64, u8 } from "../src/index.ts";

describe("FieldReader", () => {
  it("takes back what the builders put", () => {
    const reader = new FieldReader(
      join(u8(9), u32(0xffffffff), u64(2n ** 64n - 1n), string("é"), string(fromHex("ff")), u8(1), u8(2)),
    );
    expect([reader.u8(), reader.u32(), reader.u64()]).toEqual([9, 0xffffffff, 2n ** 64n - 1n]);
    expect(reader.text()).toBe("é");
    expect(reader.string()).toEqual(fromHex("ff"));
    expect(reader.rest()).toEqual(fromHex("01 02"));
    expect(reader.rest()).toEqual(fromHex(""));
  });

  it("throws where the bytes end", () => {
    expect(() => new FieldReader(fromHex("00 00 00")).u32()).toThrow("4 bytes wanted at 0, 3 are there");
    expect(() => new FieldReader(fromHex("ff ff ff ff 00")).string()).toThrow(RangeError);
    expect(() => new FieldReader(string(fromHex("ff"))).text()).toThrow(TypeError);
  });
});
