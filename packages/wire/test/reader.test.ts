import { join, string, u32, u64, u8 } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { Reader } from "../src/reader.ts";

const count = (claimed: number, there: number, minimum: number) =>
  new Reader(join(u32(claimed), new Uint8Array(there))).count(minimum);

describe("Reader", () => {
  it("takes primitive types in order", () => {
    const reader = new Reader(
      join(u8(0xfe), u32(0xfffffffe), u64(2n ** 53n - 1n), u64(2n ** 53n), string("é"), string("ab"), u8(9)),
    );
    expect(reader.u8()).toBe(0xfe);
    expect(reader.u32()).toBe(0xfffffffe);
    expect(reader.u64()).toBe(2 ** 53 - 1);
    expect(reader.u64()).toBe(2n ** 53n);
    expect(reader.text()).toBe("é");
    expect(reader.blob()).toEqual(Uint8Array.of(0x61, 0x62));
    expect(reader.remaining).toBe(1);
    expect(reader.rest()).toEqual(Uint8Array.of(9));
    expect(reader.remaining).toBe(0);
    expect(reader.rest()).toEqual(new Uint8Array(0));
  });

  it("sees only its bytes of a larger memory", () => {
    const memory = join(u32(1), u32(2), u32(3));
    const reader = new Reader(memory.subarray(4, 8));
    expect(reader.u32()).toBe(2);
    expect(() => reader.u8()).toThrow("the packet ends 1 bytes early (1 wanted at 4)");
  });

  it("refuses a string that would run past the end, and stays where it was", () => {
    for (const length of [3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
      const reader = new Reader(join(u32(length), u8(1), u8(2)));
      expect(() => reader.blob()).toThrow(
        `the packet ends ${length - 2} bytes early (${length} wanted at 4)`,
      );
      expect(reader.remaining).toBe(2);
    }
  });

  it("[W-5] takes a count only if so many of the smallest elements fit", () => {
    expect(count(2, 24, 12)).toBe(2);
    expect(count(0, 0, 12)).toBe(0);
    expect(() => count(3, 35, 12)).toThrow("a count of 3 does not fit the 35 bytes left in the packet");
    expect(() => count(0xffff_ffff, 100, 4)).toThrow("a count of 4294967295 does not fit");
  });

  it("copies what lives long, and a Buffer's strings are no Buffers", () => {
    const memory = Buffer.from(join(string("ab"), string("cd")));
    const reader = new Reader(memory);
    const copy = reader.bytes();
    expect(copy.constructor).toBe(Uint8Array);
    expect(copy.buffer).not.toBe(memory.buffer);
    expect(reader.inner().rest()).toEqual(memory.subarray(10));
  });
});
