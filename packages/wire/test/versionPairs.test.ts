import { join, raw, string, u16, u32, u64 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decodeList,
  decodeSupported2,
  decodeVendorId,
  decodeVersion,
  decodeVersions,
  VERSION,
} from "../src/index.ts";
import { runs } from "./arbitraries.ts";
import { onlyProtocolErrors } from "./onlyProtocolErrors.ts";

const supported2 = join(
  u32(0xffff_ffff), // attribute mask
  u32(1), // attribute bits
  u32(0x0f1f), // open flags
  u32(0x0003_ffff), // access mask
  u32(262144), // largest READ
  u16(0x8001), // open-block vector
  u16(2), // block vector
  u32(1),
  string("acl@example.com"),
  u32(2),
  string("md5-hash"),
  string("text-seek"),
);

describe("the pairs of VERSION", () => {
  it("say who made the peer (vendor-id)", () => {
    const data = join(string("Example"), string("Server"), string("1.2ß"), u64(2n ** 63n));
    expect(decodeVendorId(data)).toEqual({
      vendor: "Example",
      product: "Server",
      version: "1.2ß",
      build: 2n ** 63n,
    });
    expect(() => decodeVendorId(data.subarray(0, -1))).toThrow("the packet ends 1 bytes early");
  });

  it("say which versions there are (versions)", () => {
    expect(decodeVersions(raw("3,4,5,6"))).toEqual([3, 4, 5, 6]);
    expect(decodeVersions(raw("2,,x,4.5,-1,6"))).toEqual([2, 6]);
    expect(decodeVersions(raw(""))).toEqual([]);
  });

  it("list names (check-file)", () => {
    expect(decodeList(raw("md5,sha1"))).toEqual(["md5", "sha1"]);
    expect(decodeList(raw("1"))).toEqual(["1"]);
    expect(decodeList(new Uint8Array(1_000_000).fill(0x2c))).toEqual([]);
  });

  it("say what a peer of version 6 supports (supported2)", () => {
    expect(decodeSupported2(supported2)).toEqual({
      attributeMask: 0xffff_ffff,
      attributeBits: 1,
      openFlags: 0x0f1f,
      accessMask: 0x0003_ffff,
      maxReadSize: 262144,
      openBlockVector: 0x8001,
      blockVector: 2,
      attributeExtensions: ["acl@example.com"],
      extensions: ["md5-hash", "text-seek"],
    });
  });

  it("[W-5] do not believe a count that the bytes left cannot hold", () => {
    const head = supported2.subarray(0, 24);
    expect(() => decodeSupported2(join(head, u32(0xffff_ffff)))).toThrow(
      "a count of 4294967295 does not fit the 0 bytes left",
    );
    expect(() => decodeSupported2(join(head, u32(0), u32(2), string("")))).toThrow(
      "a count of 2 does not fit",
    );
  });

  it("say what ends a line (newline), as bytes", () => {
    const version = join(u32(4), string("newline"), string("\r\n"));
    const { extensions } = decodeVersion(VERSION, join(Uint8Array.of(2), version));
    expect(extensions.get("newline")).toEqual(raw("\r\n"));
  });

  it("[W-2] are values or a protocol error, whatever the bytes are", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.uint8Array().map((tail) => join(supported2, tail)),
        ),
        (data) => {
          for (const decode of [decodeVendorId, decodeVersions, decodeList, decodeSupported2]) {
            onlyProtocolErrors(() => decode(data));
          }
        },
      ),
      runs(500),
    );
  });
});
