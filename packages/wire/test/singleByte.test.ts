import { describe, expect, it } from "vitest";

import { latin1, singleByte } from "../src/index.ts";

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe("latin1", () => {
  it("[W-7] is every byte as the character of the same number", () => {
    const name = latin1.decode(all);
    expect(name).toHaveLength(256);
    expect(Array.from(name, (character) => character.charCodeAt(0))).toEqual([...all]);
    expect(latin1.encode(name)).toEqual(all);
  });

  it("refuses what it has no byte for", () => {
    expect(() => latin1.encode("a€")).toThrow(new RangeError("the charset has no character 2 of the name"));
    expect(() => latin1.encode("\udcff")).toThrow(RangeError);
  });
});

describe("singleByte", () => {
  it.each(["windows-1251", "koi8-r", "iso-8859-7", "windows-1253", "windows-874", "macintosh"])(
    "[W-7] makes a lossless codec of %s",
    (label) => {
      const codec = singleByte(new TextDecoder(label).decode(all));
      for (let byte = 0; byte < 256; byte++) {
        const name = Uint8Array.of(0x61, byte);
        expect(codec.encode(codec.decode(name))).toEqual(name);
      }
    },
  );

  it("reads and writes the charset's characters", () => {
    const cyrillic = singleByte(new TextDecoder("windows-1251").decode(all));
    expect(cyrillic.decode(Uint8Array.of(0xcf, 0xf0, 0xe8))).toBe("При");
    expect(cyrillic.encode("вет")).toEqual(Uint8Array.of(0xe2, 0xe5, 0xf2));
  });

  it("shows bytes without a character of their own as lone surrogates", () => {
    const ascii = singleByte(`${latin1.decode(all.subarray(0, 128))}${"\ufffd".repeat(127)}a`);
    expect(ascii.decode(Uint8Array.of(0x61, 0x80, 0xff))).toBe("a\udc80\udcff");
    expect(ascii.encode("a\udc80\udcff")).toEqual(Uint8Array.of(0x61, 0x80, 0xff));
  });

  it("refuses what is no such charset", () => {
    const refusal = "a single-byte charset has 256 characters, of which the first 128 are ASCII";
    const latin = latin1.decode(all);
    for (const characters of [
      "",
      latin.slice(1),
      `${latin}x`,
      `b${latin.slice(1)}`,
      latin.replace("a", "\ufffd"),
    ]) {
      expect(() => singleByte(characters)).toThrow(new RangeError(refusal));
    }
  });
});
