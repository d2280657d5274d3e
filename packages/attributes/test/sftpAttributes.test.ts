import { stat, statSync } from "node:fs";
import { promisify } from "node:util";
import { frame, join, string, u32, u64 } from "@sftp/testing";
import { type Attrs, decodeReply, encodeReply, encodeRequest } from "@sftp/wire";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SFTPAttributes } from "../src/index.ts";

/** The bytes of ATTRS that are sent for these attributes. */
const sent = (attributes: SFTPAttributes) =>
  encodeReply("attrs", 1, { attrs: attributes.toWire() }).subarray(4 + 1 + 4);
/** The attributes in these bytes of ATTRS. */
const received = (...bytes: Uint8Array[]) => {
  const { body } = decodeReply(frame(105, u32(1), ...bytes).subarray(4)) as { body: { attrs: Attrs } };
  return SFTPAttributes.fromWire(body.attrs);
};

describe("new SFTPAttributes()", () => {
  it("[A1] has nothing, and sends nothing", () => {
    const empty = new SFTPAttributes();
    for (const field of ["size", "uid", "gid", "mode", "atime", "mtime", "filename", "longname"] as const) {
      expect(empty[field]).toBeUndefined();
    }
    expect(empty.attr.size).toBe(0);
    expect(empty.type).toBe("unknown");
    expect(sent(empty)).toEqual(u32(0));
  });

  it("takes times as Dates and as seconds", () => {
    const attributes = new SFTPAttributes({ atime: 1.5, mtime: new Date(2500) });
    expect(attributes.atimeMs).toBe(1500);
    expect(attributes.atime).toEqual(new Date(1500));
    expect(attributes.mtimeMs).toBe(2500);
    expect(attributes.mtime).toEqual(new Date(2500));
  });
});

describe("toWire", () => {
  it("[A2] sends a group exactly if it is there, in the order of the wire, without fractions", () => {
    const attributes = new SFTPAttributes({
      size: 5,
      uid: 1,
      gid: 2,
      mode: 0o100644,
      atime: 3.9,
      mtime: new Date(4999),
      attr: new Map([["k", Uint8Array.of(0xff)]]),
    });
    expect(sent(attributes)).toEqual(
      join(
        u32(0x8000_000f),
        u64(5),
        u32(1),
        u32(2),
        u32(0o100644),
        u32(3),
        u32(4),
        u32(1),
        string("k"),
        string(Uint8Array.of(0xff)),
      ),
    );
    expect(sent(new SFTPAttributes({ mode: 0o600 }))).toEqual(join(u32(4), u32(0o600)));
  });

  it("[A2] refuses half a pair before anything is sent", () => {
    for (const init of [{ uid: 1 }, { gid: 1 }, { atime: 1 }, { mtime: 1 }]) {
      const attrs = new SFTPAttributes(init).toWire();
      expect(() => encodeRequest("setstat", 1, { path: "/", attrs })).toThrow(TypeError);
      expect(() => encodeRequest("setstat", 1, { path: "/", attrs })).toThrow(
        "they travel together, give both",
      );
    }
  });

  it("refuses times that SFTP cannot say, by their name", () => {
    for (const atime of [-1, 2 ** 32, new Date(Number.NaN)]) {
      const attributes = new SFTPAttributes({ atime, mtime: 0 });
      expect(() => sent(attributes)).toThrow("attrs.atime must be an integer from 0 to 2^32-1, but is ");
      expect(() => sent(attributes)).toThrow(RangeError);
    }
  });

  it("keeps whole seconds exact on the way through milliseconds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (seconds, part) => {
          const { atime, mtime } = new SFTPAttributes({ atime: seconds, mtime: seconds + part }).toWire();
          expect(atime).toBe(seconds);
          expect(Math.trunc(mtime!)).toBe(seconds);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("fromWire", () => {
  it("[A3] has what was sent and nothing else; values of extended pairs are bytes", () => {
    const attributes = received(
      u32(0x8000_0001),
      u64(7),
      u32(1),
      string("k"),
      string(Uint8Array.of(0xff, 0)),
    );
    expect(attributes.size).toBe(7);
    expect([...attributes.attr]).toEqual([["k", Uint8Array.of(0xff, 0)]]);
    for (const field of ["uid", "gid", "mode", "atime", "mtime"] as const)
      expect(attributes[field]).toBeUndefined();
    expect(received(u32(2), u32(1), u32(2))).toMatchObject({ uid: 1, gid: 2 });
    expect(received(u32(8), u32(1), u32(2 ** 32 - 1))).toMatchObject({
      atimeMs: 1000,
      mtimeMs: (2 ** 32 - 1) * 1000,
    });
  });

  it("[A3] refuses bytes that end early instead of filling them with zeros", () => {
    expect(() => received(u32(1), u32(0))).toThrow("the packet ends 4 bytes early");
  });

  it("comes back as it was sent", () => {
    const sizes = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(sizes, word, word, word, word, word, (size, uid, gid, mode, atime, mtime) => {
        const attributes = new SFTPAttributes({ size, uid, gid, mode, atime, mtime });
        const bytes = encodeReply("attrs", 1, { attrs: attributes.toWire() });
        const { attrs } = decodeReply(bytes.subarray(4)).body as { attrs: Attrs };
        expect(SFTPAttributes.fromWire(attrs)).toEqual(attributes);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("takes a filename and a longname", () => {
    expect(SFTPAttributes.fromWire({}, "name", "long")).toMatchObject({ filename: "name", longname: "long" });
  });
});

describe("size", () => {
  it("is a number, and never one that lost bits", () => {
    expect(new SFTPAttributes({ size: 5n }).size).toBe(5);
    expect(new SFTPAttributes({ size: 5n }).exactSize).toBe(5);
    expect(new SFTPAttributes({ size: 2n ** 53n - 1n }).size).toBe(2 ** 53 - 1);
    const huge = new SFTPAttributes({ size: 2n ** 53n + 1n });
    expect(huge.exactSize).toBe(2n ** 53n + 1n);
    expect(() => huge.size).toThrow(
      new RangeError("a size of 9007199254740993 bytes is above 2^53-1: use exactSize"),
    );
  });
});

describe("fromStat", () => {
  const file = new URL(import.meta.url);

  it("[A4] takes fs.Stats and fs.BigIntStats", async () => {
    const stats = statSync(file);
    const fromNumbers = SFTPAttributes.fromStat(stats, "me");
    const fromBigInts = SFTPAttributes.fromStat(await promisify(stat)(file, { bigint: true }), "me");
    expect(fromNumbers).toMatchObject({
      filename: "me",
      size: stats.size,
      uid: stats.uid,
      gid: stats.gid,
      mode: stats.mode,
    });
    expect(fromNumbers.mtime!.getTime()).toBe(Math.trunc(stats.mtimeMs));
    expect(fromNumbers.isFile()).toBe(true);
    for (const attributes of [fromNumbers, fromBigInts]) {
      expect(sent(attributes)).toEqual(
        join(
          u32(0xf),
          u64(stats.size),
          u32(stats.uid),
          u32(stats.gid),
          u32(stats.mode),
          u32(Math.trunc(stats.atimeMs / 1000)),
          u32(Math.trunc(stats.mtimeMs / 1000)),
        ),
      );
    }
  });

  it("[A4] sets the filename only if it is given", () => {
    expect(SFTPAttributes.fromStat(statSync(file)).filename).toBeUndefined();
    expect(SFTPAttributes.fromStat(statSync(file), "f", "-rw f")).toMatchObject({
      filename: "f",
      longname: "-rw f",
    });
  });

  it("keeps sizes exact, and makes times that SFTP cannot say the nearest that it can", () => {
    const stats = { uid: 0n, gid: 0n, mode: 0o100644n, size: 2n ** 63n - 1n };
    const old = SFTPAttributes.fromStat({ ...stats, atimeMs: -1n, mtimeMs: -315_619_200_000n });
    expect(old).toMatchObject({ exactSize: 2n ** 63n - 1n, atimeMs: 0, mtimeMs: 0 });
    const late = SFTPAttributes.fromStat({ ...stats, atimeMs: 2n ** 60n, mtimeMs: 4_294_967_295_999n });
    expect(sent(late).subarray(-8)).toEqual(join(u32(0xffff_ffff), u32(0xffff_ffff)));
    expect(sent(old).subarray(-8)).toEqual(join(u32(0), u32(0)));
    // A number this large lost bits in Node already; what is left of it still is a size.
    expect(SFTPAttributes.fromStat({ ...stats, size: 2 ** 60, atimeMs: 0, mtimeMs: 0 }).exactSize).toBe(
      2n ** 60n,
    );
  });
});

describe("the habits of fs.Stats", () => {
  const questions = {
    isFile: 0o100000,
    isDirectory: 0o040000,
    isSymbolicLink: 0o120000,
    isFIFO: 0o010000,
    isSocket: 0o140000,
    isCharacterDevice: 0o020000,
    isBlockDevice: 0o060000,
  } as const;

  it("say what kind of thing it is; without a mode nothing is known", () => {
    for (const [asked, bits] of Object.entries(questions)) {
      for (const [question, yes] of Object.entries(questions) as [keyof typeof questions, number][]) {
        const attributes = new SFTPAttributes({ mode: bits | 0o644 });
        expect(attributes[question](), `${question} of ${asked}`).toBe(bits === yes);
        expect(new SFTPAttributes()[question]()).toBe(false);
      }
    }
  });
});

describe("toString and asBytes", () => {
  it("[A6] are the line of paramiko", () => {
    const attributes = new SFTPAttributes({ mode: 0o100600, mtime: 1_000_000_000, filename: "x" });
    expect(String(attributes)).toMatch(/^-rw------- {3}1 0 {8}0 {15}0 \d\d Sep 2001 {2}x$/);
  });

  it("[A7] are UTF-8, in which the bytes of an odd name are themselves again", () => {
    const attributes = new SFTPAttributes({ filename: "é\udcff" });
    const bytes = attributes.asBytes();
    expect([...bytes.subarray(-3)]).toEqual([0xc3, 0xa9, 0xff]);
    expect(new TextDecoder().decode(bytes.subarray(0, -1))).toBe(String(attributes).slice(0, -1));
  });
});
