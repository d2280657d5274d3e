import { join, raw, string, u32 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  checkFileAlgorithms,
  checkFileBlocks,
  type CheckFileDialect,
  decodeCheckFileReply,
  encodeCheckFileReply,
} from "../src/index.ts";
import { runs } from "./arbitraries.ts";
import { onlyProtocolErrors } from "./onlyProtocolErrors.ts";

const SIZES: Readonly<Record<string, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  crc32: 4,
};
const dialects: readonly CheckFileDialect[] = ["draft", "paramiko", "mina"];
const md5 = (fill: number) => new Uint8Array(16).fill(fill);

/** Replies with up to 5 digests, some of which begin as a length of their own size would. */
const replies = fc.constantFrom(...Object.entries(SIZES)).chain(([algorithm, size]) =>
  fc.record({
    algorithm: fc.constant(algorithm),
    digests: fc.array(
      fc.oneof(
        fc.uint8Array({ minLength: size, maxLength: size }),
        fc.uint8Array({ minLength: size - 4, maxLength: size - 4 }).map((tail) => join(u32(size), tail)),
      ),
      { maxLength: 5 },
    ),
  }),
);

describe("the check-file reply", () => {
  it("knows the algorithms of the draft", () => {
    expect([...checkFileAlgorithms].toSorted()).toEqual(Object.keys(SIZES).toSorted());
  });

  it.each<[CheckFileDialect, Uint8Array]>([
    ["draft", join(string("md5"), md5(1), md5(2))],
    ["paramiko", join(string("check-file"), string("md5"), md5(1), md5(2))],
    ["mina", join(string("check-file"), string("md5"), string(md5(1)), string(md5(2)))],
  ])("golden bytes of the dialect %s, both ways", (dialect, payload) => {
    const reply = { algorithm: "md5", digests: [md5(1), md5(2)] };
    expect(encodeCheckFileReply(reply, dialect)).toEqual(payload);
    expect(decodeCheckFileReply(payload, 2)).toEqual(reply);
    expect(decodeCheckFileReply(payload)).toEqual(reply);
  });

  it("comes back as it was sent, in every dialect, if the number of blocks is known", () => {
    fc.assert(
      fc.property(replies, fc.constantFrom(...dialects), (reply, dialect) => {
        const decoded = decodeCheckFileReply(encodeCheckFileReply(reply, dialect), reply.digests.length);
        expect(decoded).toEqual(reply);
      }),
      runs(500),
    );
  });

  it("takes either dialect where the number of blocks makes the difference", () => {
    // Two crc32 digests of which the first reads as a length: only the number of blocks can tell.
    const ambiguous = join(string("crc32"), u32(4), u32(7));
    expect(decodeCheckFileReply(ambiguous, 2).digests).toEqual([u32(4), u32(7)]);
    expect(decodeCheckFileReply(ambiguous, 1).digests).toEqual([u32(7)]);
    // Without it, lengths that are all right are hardly an accident.
    expect(decodeCheckFileReply(ambiguous).digests).toEqual([u32(7)]);
    expect(decodeCheckFileReply(join(string("crc32"), u32(5), u32(7))).digests).toEqual([u32(5), u32(7)]);
  });

  it("may answer a range without bytes with one digest of nothing, or with none", () => {
    expect(decodeCheckFileReply(string("md5"), 0)).toEqual({ algorithm: "md5", digests: [] });
    expect(decodeCheckFileReply(join(string("md5"), md5(0xd4)), 0).digests).toEqual([md5(0xd4)]);
    expect(
      decodeCheckFileReply(join(string("check-file"), string("md5"), string(md5(0xd4))), 0).digests,
    ).toEqual([md5(0xd4)]);
    expect(() => decodeCheckFileReply(join(string("md5"), md5(1), md5(2)), 0)).toThrow("32 bytes");
  });

  it("is a protocol error if it fits no dialect", () => {
    const refused = [
      [join(string("md5"), md5(1)), 2, "check-file was answered with 16 bytes, which are not 2 md5 digests"],
      [
        join(string("md5"), raw("short")),
        undefined,
        "with 5 bytes, which are no whole number of md5 digests",
      ],
      [join(string("md5"), u32(15), md5(1)), 1, "with 20 bytes, which are not 1 md5 digests"],
      [join(string("rot13\n"), md5(1)), 1, "with the unknown algorithm rot13\\n"],
      [join(string("constructor")), 0, "with the unknown algorithm constructor"],
      [join(string("check-file")), 1, "the packet ends 4 bytes early"],
    ] as const;
    for (const [payload, blocks, message] of refused) {
      expect(() => decodeCheckFileReply(payload, blocks)).toThrow(message);
    }
    const anything = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((digests) => join(string("sha1"), digests)),
    );
    fc.assert(
      fc.property(anything, fc.option(fc.nat(4), { nil: undefined }), (payload, blocks) => {
        onlyProtocolErrors(() => decodeCheckFileReply(payload, blocks));
      }),
      runs(500),
    );
  });

  it("holds digests of their own memory", () => {
    const payload = join(string("md5"), md5(1));
    const { digests } = decodeCheckFileReply(payload, 1);
    payload.fill(0xaa);
    expect(digests).toEqual([md5(1)]);
  });
});

describe("checkFileBlocks", () => {
  it("is one for a range without blocks, and rounds up", () => {
    expect(checkFileBlocks(1000, 0)).toBe(1);
    expect(checkFileBlocks(1024, 512)).toBe(2);
    expect(checkFileBlocks(1025, 512)).toBe(3);
    expect(checkFileBlocks(1, 256)).toBe(1);
    expect(checkFileBlocks(0, 0)).toBe(0);
    expect(checkFileBlocks(0, 256)).toBe(0);
  });
});
