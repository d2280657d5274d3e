import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { escapeName } from "../src/index.ts";
import { runs } from "./arbitraries.ts";

describe("escapeName", () => {
  it("shows control characters", () => {
    expect(escapeName("a\nb\rc\td")).toBe("a\\nb\\rc\\td");
    expect(escapeName("\u001b[31mred\u0007\u0000")).toBe("\\u{1b}[31mred\\u{7}\\u{0}");
    expect(escapeName("\u007f\u0080\u009b")).toBe("\\u{7f}\\u{80}\\u{9b}");
  });

  it("shows what turns or hides text", () => {
    for (const hidden of [
      0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x202e, 0x2028, 0x2029, 0x2066, 0x3164, 0xfeff, 0xe0041,
    ]) {
      expect(escapeName(`exe${String.fromCodePoint(hidden)}.txt`)).toBe(`exe\\u{${hidden.toString(16)}}.txt`);
    }
  });

  it("shows bytes that were no UTF-8, and other lone surrogates", () => {
    expect(escapeName("a\udcff\udc80b")).toBe("a\\xff\\x80b");
    expect(escapeName("\ud800 \udc00 \udbff")).toBe("\\u{d800} \\u{dc00} \\u{dbff}");
  });

  it("leaves all other text alone", () => {
    const text = "Grüße, 日本語 – “€” 😀 ё ﷺ \\n C:\\x";
    expect(escapeName(text)).toBe(text);
  });

  it("leaves no control character in any text, and changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x3ff })), (units) => {
        const escaped = escapeName(String.fromCharCode(...units));
        // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
        expect(escaped).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(escapeName(escaped)).toBe(escaped);
      }),
      runs(500),
    );
    for (let unit = 0xd800; unit <= 0xdfff; unit++)
      expect(escapeName(String.fromCharCode(unit))).toMatch(/^\\[xu]/);
  });
});
