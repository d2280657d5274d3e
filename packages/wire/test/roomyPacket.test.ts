import { raw } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { encodeReply, encodeRequest, roomyData, roomyWrite, writeHead } from "../src/index.ts";

const handle = Uint8Array.of(0, 0, 0, 42);

describe("writeHead", () => {
  it.each([0, 5, 70_000])(
    "is the packet that encoding would make, up to its %i bytes of payload",
    (length) => {
      const data = new Uint8Array(length).fill(0xcd);
      const packet = encodeRequest("write", 8, { handle, offset: 2n ** 53n, data });
      expect(writeHead(8, handle, 2n ** 53n, length)).toEqual(packet.slice(0, packet.length - length));
    },
  );

  it("refuses what does not fit, naming it", () => {
    expect(() => writeHead(7, handle, 0, -1)).toThrow("length must be an integer");
    expect(() => writeHead(7, handle, -1, 0)).toThrow("offset must be an integer");
  });
});

describe("roomyData and roomyWrite", () => {
  it.each([0, 1, 5, 300, 32768])(
    "seal the packet that encoding would make, with %i bytes in it",
    (length) => {
      const data = new Uint8Array(length).fill(0xcd);
      const reply = roomyData(7, 32768);
      reply.payload.set(data);
      expect(reply.seal(length)).toEqual(encodeReply("data", 7, { data }));

      const request = roomyWrite(8, handle, 2n ** 53n, 32768);
      request.payload.set(data);
      expect(request.seal(length)).toEqual(encodeRequest("write", 8, { handle, offset: 2n ** 53n, data }));
    },
  );

  it("offer exactly the room that was asked for, and copy nothing", () => {
    for (const capacity of [0, 10, 48, 49, 64, 32768]) {
      const { payload, seal } = roomyData(7, capacity);
      expect(payload).toHaveLength(capacity);
      expect(seal(capacity).buffer).toBe(payload.buffer);
    }
  });

  it("can be sealed again with another length", () => {
    const packet = roomyData(7, 10);
    packet.payload.set(raw("0123456789"));
    packet.seal(10);
    expect(packet.seal(4)).toEqual(encodeReply("data", 7, { data: raw("0123") }));
  });

  it("refuse what has no room", () => {
    expect(() => roomyData(7, 10).seal(11)).toThrow(
      new RangeError("a payload of 11 bytes has no room in 10"),
    );
    expect(() => roomyData(7, 10).seal(-1)).toThrow("length must be an integer");
    expect(() => roomyData(7, -1)).toThrow("capacity must be an integer");
    expect(() => roomyWrite(7, handle, -1, 1)).toThrow("offset must be an integer");
    expect(() => roomyWrite(2 ** 32, handle, 0, 1)).toThrow("id must be an integer");
  });
});
