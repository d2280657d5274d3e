import { assert, constantFrom, array, property, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { findLineEnd, wholeCharacters } from "../../src/file/lines.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

describe("findLineEnd", () => {
  it("finds LF, and only that unless newlines are universal", () => {
    expect(findLineEnd(bytes("a\rb\nc"), 0, false, true)).toEqual({ length: 3, newline: "\n" });
    expect(findLineEnd(bytes("a\rb\nc"), 0, true, true)).toEqual({ length: 1, newline: "\r" });
    expect(findLineEnd(bytes("a\r\nb"), 0, true, true)).toEqual({ length: 1, newline: "\r\n" });
    expect(findLineEnd(bytes("abc"), 0, true, true)).toBeUndefined();
  });

  it("leaves a CR at the end undecided while more may come", () => {
    expect(findLineEnd(bytes("a\r"), 0, true, false)).toBeUndefined();
    expect(findLineEnd(bytes("a\r"), 0, true, true)).toEqual({ length: 1, newline: "\r" });
    expect(findLineEnd(bytes("a\r\n"), 2, true, false)).toEqual({ length: 1, newline: "\r\n" });
    expect(findLineEnd(bytes("a\rb"), 2, true, false)).toEqual({ length: 1, newline: "\r" });
  });

  it("finds the same end however the bytes come", () => {
    const text = array(constantFrom("a", "b", "\r", "\n"), { maxLength: 12 }).map((parts) => parts.join(""));
    assert(
      property(text, integer({ min: 1, max: 5 }), (whole, step) => {
        let looked = 0;
        let found: unknown;
        for (let have = 0; found === undefined && looked < whole.length; looked = have) {
          have = Math.min(whole.length, have + step);
          found = findLineEnd(bytes(whole.slice(0, have)), looked, true, have === whole.length);
        }
        expect(found).toEqual(findLineEnd(bytes(whole), 0, true, true));
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe("wholeCharacters", () => {
  it("[F-5] never cuts a character, and always gives at least one", () => {
    const text = bytes("aé漢😀z");
    expect([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 99].map((limit) => wholeCharacters(text, limit))).toEqual([
      0, 1, 1, 3, 3, 3, 6, 6, 6, 10, 11, 11,
    ]);
    expect(wholeCharacters(bytes("漢"), 1)).toBe(3);
  });
});
