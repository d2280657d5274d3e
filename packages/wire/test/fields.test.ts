import { frame, join, string, u32, u64, u8 } from "@sftp/testing";
import { describe, expect, it, vi } from "vitest";

import {
  decodeExtendedReply,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  extendedReplies,
} from "../src/index.ts";

const frameOf = (packet: Uint8Array) => packet.subarray(4);

describe("bool", () => {
  it("is 0 or 1 when sent; anything but 0 reads as true", () => {
    for (const [byte, overwrite] of [
      [0, false],
      [1, true],
      [0x80, true],
    ] as const) {
      const packet = frame(200, u32(1), string("copy-file"), string("a"), string("b"), u8(byte));
      expect(decodeRequest(frameOf(packet))).toMatchObject({ body: { overwrite } });
    }
  });
});

describe("integers of 64 bits", () => {
  it("[M1] are numbers up to 2^53-1 and bigints above; both may be sent", () => {
    const handle = Uint8Array.of(1);
    const offsets: [number | bigint, number | bigint][] = [
      [0, 0n],
      [2 ** 32 - 1, 2n ** 32n - 1n],
      [2 ** 32, 2n ** 32n],
      [2 ** 53 - 1, 2n ** 53n - 1n],
      [2n ** 53n, 2n ** 53n],
      [2n ** 53n + 1n, 2n ** 53n + 1n],
      [2n ** 63n, 2n ** 63n],
      [2n ** 64n - 1n, 2n ** 64n - 1n],
    ];
    for (const [canonical, exact] of offsets) {
      const packet = frame(5, u32(1), string(handle), u64(exact), u32(1));
      for (const offset of [canonical, exact]) {
        expect(encodeRequest("read", 1, { handle, offset, length: 1 })).toEqual(packet);
      }
      expect(decodeRequest(frameOf(packet))).toMatchObject({ body: { offset: canonical } });
    }
  });

  it("[M1] are always bigints where they are a file system's figures", () => {
    const payload = join(u64(1), u64(0), u64(2n ** 64n - 1n), u64(2n ** 53n + 1n));
    expect(decodeExtendedReply(extendedReplies.limits, payload)).toEqual({
      maxPacketLength: 1n,
      maxReadLength: 0n,
      maxWriteLength: 2n ** 64n - 1n,
      maxOpenHandles: 2n ** 53n + 1n,
    });
  });
});

describe("bytes", () => {
  it("are copied out of the frame for handles, and a view of it for payloads", () => {
    const bytes = frameOf(frame(6, u32(1), string(Uint8Array.of(7)), u64(0), string("data")));
    const { body } = decodeRequest(bytes) as { body: { handle: Uint8Array; data: Uint8Array } };
    expect(body.handle.buffer).not.toBe(bytes.buffer);
    expect(body.data.buffer).toBe(bytes.buffer);
    const reply = frameOf(frame(103, u32(1), string("data")));
    expect((decodeReply(reply).body as { data: Uint8Array }).data.buffer).toBe(reply.buffer);
  });
});

const decodeIds = (uids: Uint8Array) =>
  decodeRequest(frameOf(frame(200, u32(1), string("users-groups-by-id@openssh.com"), uids, string(""))));

describe("packed lists", () => {
  it("go to the end of their string", () => {
    expect(decodeIds(string(join(u32(0), u32(2 ** 32 - 1))))).toMatchObject({
      body: { uids: [0, 2 ** 32 - 1], gids: [] },
    });
  });

  it("[W-5] end within their string", () => {
    expect(decodeIds(string(join(u32(0), u8(0))))).toMatchObject({ kind: "malformed" });
    const names = join(string(join(string("root"), u32(9))), string(""));
    expect(() => decodeExtendedReply(extendedReplies.usersGroups, names)).toThrow(
      "the packet ends 9 bytes early",
    );
  });
});

const decodeNames = (count: number, ...entries: Uint8Array[]) =>
  decodeReply(frameOf(frame(104, u32(1), u32(count), ...entries)));
const sendName = (entry: object) => () => encodeReply("name", 1, { entries: [entry as never] });

describe("the entries of NAME", () => {
  it("[W-5] are counted by the bytes that are there, and nothing is allocated for a lying count", () => {
    const arrays: number[] = [];
    const from = vi.spyOn(Array, "from").mockImplementation((source) => {
      arrays.push((source as ArrayLike<unknown>).length);
      return [];
    });
    try {
      const smallest = join(string(""), string(""), u32(0));
      expect(() => decodeNames(0xffff_ffff)).toThrow("a count of 4294967295 does not fit the 0 bytes left");
      expect(() => decodeNames(3, smallest, smallest)).toThrow("a count of 3 does not fit the 24 bytes left");
      expect(() => decodeNames(2, smallest, string("longer than it is"))).toThrow("the packet ends");
      expect(decodeNames(2, smallest, smallest).body).toMatchObject({ entries: [{}, {}] });
    } finally {
      from.mockRestore();
    }
    expect(arrays).toEqual([]);
  });

  it("name the field of an entry that cannot be sent", () => {
    expect(sendName({ filename: 1 })).toThrow("entries.filename must be a string");
    expect(sendName({ filename: "", longname: null })).toThrow("entries.longname must be a string");
    expect(sendName({ filename: "", longname: "", attrs: { size: -1 } })).toThrow(
      "entries.attrs.size must be",
    );
  });
});
