import { fromHex, join } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeReply, encodeReply, encodeRequest, type ReplyBody, utf8 } from "../src/index.ts";
import { runs } from "./arbitraries.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
/** Sequences that stand on the edges of what UTF-8 is: overlong, surrogates, too large, cut. */
const odd = `
  c0 80, c1 bf, e0 80 80, e0 9f bf, e0 a0 80, ed 9f bf, ed a0 80, ed bf bf, ee 80 80,
  f0 80 80 80, f0 8f bf bf, f0 90 80 80, f4 8f bf bf, f4 90 80 80, f5 80 80 80, ff, 80,
  c3, e2 82, f0 9f 98, ef bf bd, ef bb bf, ed b2 80, 61, c3 a9, f0 9f 98 80, 00`.split(",");
const oddBytes = fc
  .array(fc.constantFrom(...odd.map(fromHex)), { maxLength: 8 })
  .map((sequences) => join(...sequences));

describe("utf8", () => {
  it("[W-7] gives back every sequence of bytes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), oddBytes), (name) => {
        expect(utf8.encode(utf8.decode(name))).toEqual(name);
      }),
      runs(5000),
    );
  });

  it("[W-7] does so for names that came in a listing and go out in a request", () => {
    fc.assert(
      fc.property(oddBytes, (name) => {
        const entry = { filename: utf8.decode(name), longname: "", attrs: {} };
        const listing = decodeReply(encodeReply("name", 1, { entries: [entry] }).subarray(4));
        const { filename } = (listing.body as ReplyBody<"name">).entries[0]!;
        expect(encodeRequest("remove", 1, { path: filename }).subarray(13)).toEqual(name);
      }),
      runs(300),
    );
  });

  it("is UTF-8 for all text, and reads all UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const encoded = utf8.encode(text);
        expect(encoded).toEqual(new TextEncoder().encode(text));
        expect(utf8.decode(encoded)).toBe(text);
      }),
      runs(1000),
    );
  });

  it("shows bytes that are no UTF-8 as lone surrogates, one for each byte", () => {
    expect(utf8.decode(bytes(0x61, 0xff, 0x62))).toBe("a\udcffb");
    expect(utf8.decode(bytes(0xed, 0xa0, 0x80))).toBe("\udced\udca0\udc80");
    expect(utf8.decode(bytes(0xc0, 0xaf))).toBe("\udcc0\udcaf");
    expect(utf8.decode(bytes(0xf4, 0x90, 0x80, 0x80))).toBe("\udcf4\udc90\udc80\udc80");
    expect(utf8.decode(bytes(0xe2, 0x82))).toBe("\udce2\udc82");
  });

  it("never makes an ASCII character of one that is not, so that no escape can hide a slash", () => {
    for (let unit = 0xd800; unit <= 0xdfff; unit++) {
      expect([...utf8.encode(String.fromCharCode(unit))].every((byte) => byte >= 0x80)).toBe(true);
    }
  });

  it("writes other lone surrogates as U+FFFD, and keeps U+FFFD and a byte order mark", () => {
    const replacement = bytes(0xef, 0xbf, 0xbd);
    for (const text of ["\ud800", "\udbff", "\udc00", "\udc7f", "\udd00", "\ufffd"]) {
      expect(utf8.encode(text)).toEqual(replacement);
    }
    expect(utf8.decode(replacement)).toBe("\ufffd");
    expect(utf8.decode(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  });

  it("keeps an escaped byte apart from the half of a pair before it", () => {
    const name = bytes(0xf0, 0x90, 0x80, 0x80, 0x80);
    expect(utf8.decode(name)).toBe("\u{10000}\udc80");
    expect(utf8.encode("\u{10000}\udc80")).toEqual(name);
  });

  it("reads and writes long names", () => {
    const long = "ä\udcff".repeat(100_000);
    expect(utf8.decode(utf8.encode(long))).toBe(long);
  });

  it("returns bytes that hold nothing else", () => {
    expect(utf8.encode("é").length).toBe(2);
  });
});
