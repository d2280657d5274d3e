import { frame, join, string, u32 } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { type Attrs, AttrsFlag, decodeReply, decodeRequest, encodeRequest } from "../src/index.ts";

const HEAD = 4 + 1 + 4 + 4; // length, type, id and an empty path
const encode = (attrs: Attrs) => encodeRequest("setstat", 1, { path: "", attrs }).subarray(HEAD);
const decode = (...bytes: Uint8Array[]) => decodeRequest(frame(9, u32(1), u32(0), ...bytes).subarray(4));

describe("ATTRS", () => {
  it("[A2] send a group exactly if its fields are there, in the order of the wire", () => {
    const groups: [Attrs, number, number[]][] = [
      [{ size: 7 }, AttrsFlag.SIZE, [0, 7]],
      [{ uid: 1, gid: 2 }, AttrsFlag.UIDGID, [1, 2]],
      [{ mode: 0o644 }, AttrsFlag.PERMISSIONS, [0o644]],
      [{ atime: 3, mtime: 4 }, AttrsFlag.ACMODTIME, [3, 4]],
    ];
    for (let chosen = 0; chosen < 1 << groups.length; chosen++) {
      const present = groups.filter((_, index) => chosen & (1 << index));
      const attrs = Object.assign({}, ...present.map(([fields]) => fields));
      const flags = present.reduce((bits, [, flag]) => bits | flag, 0);
      const words = [flags, ...present.flatMap(([, , values]) => values)];
      expect(encode(attrs)).toEqual(join(...words.map((word) => u32(word))));
    }
    expect(encode({ extended: new Map() })).toEqual(u32(0));
    expect(encode({ size: undefined, unknownFlags: 0x10 })).toEqual(u32(0));
  });

  it("[A2] drop fractions of seconds, toward zero", () => {
    expect(encode({ atime: 1.999, mtime: 0.001 })).toEqual(join(u32(8), u32(1), u32(0)));
    expect(encode({ atime: -0.5, mtime: 4294967295.9 })).toEqual(join(u32(8), u32(0), u32(0xffff_ffff)));
  });

  it("[A2] take a pair whole or not at all", () => {
    const together = "they travel together, give both";
    expect(() => encode({ uid: 1 })).toThrow(
      new TypeError(`attrs.uid is given without attrs.gid: ${together}`),
    );
    expect(() => encode({ gid: 1 })).toThrow(
      new TypeError(`attrs.gid is given without attrs.uid: ${together}`),
    );
    expect(() => encode({ atime: 1 })).toThrow(
      new TypeError(`attrs.atime is given without attrs.mtime: ${together}`),
    );
    expect(() => encode({ mtime: 1 })).toThrow(
      new TypeError(`attrs.mtime is given without attrs.atime: ${together}`),
    );
  });

  it("[M1] refuse what does not fit, by the field's name", () => {
    const misfits: [Attrs, string][] = [
      [{ size: -1 }, "attrs.size"],
      [{ size: 2 ** 53 }, "attrs.size"],
      [{ size: 2n ** 64n }, "attrs.size"],
      [{ uid: -1, gid: 0 }, "attrs.uid"],
      [{ uid: 0, gid: 2 ** 32 }, "attrs.gid"],
      [{ mode: 0.5 }, "attrs.mode"],
      [{ atime: -1, mtime: 0 }, "attrs.atime"],
      [{ atime: 0, mtime: 2 ** 32 }, "attrs.mtime"],
      [{ atime: Number.NaN, mtime: 0 }, "attrs.atime"],
    ];
    for (const [attrs, field] of misfits) {
      expect(() => encode(attrs), field).toThrow(RangeError);
      expect(() => encode(attrs)).toThrow(`${field} must be an integer from 0`);
    }
    const extended = new Map([["x\u001b", "no bytes" as never]]);
    expect(() => encode({ extended })).toThrow("attrs.extended.x\\u{1b} must be a Uint8Array, but is string");
  });

  it("[A3] keep the bits of flags that are not known", () => {
    expect(decode(u32(0x10))).toMatchObject({ body: { attrs: { unknownFlags: 0x10 } } });
    expect(decode(u32(0x4000_0010))).toMatchObject({ body: { attrs: { unknownFlags: 0x4000_0010 } } });
    expect(decode(u32(0x7fff_fff4), u32(0o644))).toMatchObject({
      body: { attrs: { mode: 0o644, unknownFlags: 0x7fff_fff0 } },
    });
  });

  it("[A3] keep the values of extended pairs as bytes; of two with one name the first counts", () => {
    const decoded = decode(
      u32(AttrsFlag.EXTENDED),
      u32(3),
      string("a"),
      string(Uint8Array.of(0xff)),
      string("b"),
      string(""),
      string("a"),
      string("later"),
    );
    expect(decoded).toMatchObject({
      body: {
        attrs: {
          extended: new Map([
            ["a", Uint8Array.of(0xff)],
            ["b", new Uint8Array(0)],
          ]),
        },
      },
    });
  });

  it("[A3] are refused if they are cut or something stands behind them", () => {
    expect(decode(u32(AttrsFlag.SIZE), u32(0))).toMatchObject({ kind: "malformed", id: 1 });
    expect(decode(u32(AttrsFlag.UIDGID), u32(0))).toMatchObject({ kind: "malformed", id: 1 });
    expect(decode(u32(0), u32(0))).toMatchObject({
      error: { message: "4 bytes too many at the end of setstat" },
    });
  });

  it("[W-5] do not believe a count that the bytes left cannot hold", () => {
    const extended = u32(AttrsFlag.EXTENDED);
    expect(decode(extended, u32(0xffff_ffff))).toMatchObject({
      error: { message: "a count of 4294967295 does not fit the 0 bytes left in the packet" },
    });
    expect(decode(extended, u32(2), string(""), string(""))).toMatchObject({ kind: "malformed" });
    expect(decode(extended, u32(1), string(""), string(""))).toMatchObject({ kind: "request" });
    const reply = frame(105, u32(1), extended, u32(0x8000_0000), string(""), string(""));
    expect(() => decodeReply(reply.subarray(4))).toThrow(
      "a count of 2147483648 does not fit the 8 bytes left",
    );
  });
});
