import { frame, string, u32, u8 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decodeReply,
  decodeVersion,
  encodeReply,
  encodeVersion,
  INIT,
  negotiateVersion,
  PROTOCOL_VERSION,
  VERSION,
} from "../src/index.ts";
import { anyVersion, damaged, runs } from "./arbitraries.ts";
import { goldenVersions } from "./golden.ts";
import { onlyProtocolErrors } from "./onlyProtocolErrors.ts";

const frameOf = (packet: Uint8Array) => packet.subarray(4);
const send = (version: number, value: unknown) => () =>
  encodeVersion(VERSION, { version, extensions: new Map([["x\n", value as Uint8Array]]) });

describe("INIT and VERSION", () => {
  it.each(goldenVersions.map((golden, index) => [index, golden] as const))(
    "golden bytes %i, both ways",
    (_, { type, body, packet }) => {
      expect(encodeVersion(type, body)).toEqual(packet);
      expect(decodeVersion(type, frameOf(packet))).toEqual(body);
    },
  );

  it("[W-1] come back as they were sent", () => {
    fc.assert(
      fc.property(anyVersion, fc.constantFrom(INIT, VERSION), (message, type) => {
        expect(decodeVersion(type, frameOf(encodeVersion(type, message)))).toEqual(message);
      }),
      runs(300),
    );
  });

  it("keep the first of two pairs with one name, and the values as bytes of their own", () => {
    const bytes = frameOf(
      frame(2, u32(3), string("a"), string("1"), string("b"), string(u8(0xff)), string("a"), string("2")),
    );
    const { extensions } = decodeVersion(VERSION, bytes);
    bytes.fill(0);
    expect([...extensions]).toEqual([
      ["a", Uint8Array.of(0x31)],
      ["b", Uint8Array.of(0xff)],
    ]);
  });

  it("are refused if they are not what must stand there", () => {
    expect(() => decodeVersion(VERSION, frameOf(frame(101, u32(1), u32(0))))).toThrow(
      "packet type 101 came where VERSION must stand",
    );
    expect(() => decodeVersion(INIT, frameOf(frame(2, u32(3))))).toThrow(
      "packet type 2 came where INIT must stand",
    );
    expect(() => decodeVersion(INIT, frameOf(frame(1, u8(3))))).toThrow("the packet ends 3 bytes early");
    expect(() => decodeVersion(VERSION, frameOf(frame(2, u32(3), string("name alone"))))).toThrow(
      "the packet ends",
    );
  });

  it("[W-2] are a message or a protocol error, whatever the bytes are", () => {
    const packets = anyVersion.map((message) => frameOf(encodeVersion(VERSION, message)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), damaged(packets)), (bytes) => {
        onlyProtocolErrors(() => decodeVersion(VERSION, bytes));
      }),
      runs(800),
    );
  });

  it("name what cannot be sent", () => {
    expect(send(-1, u8(0))).toThrow("version must be an integer");
    expect(send(3, "1")).toThrow("extensions.x\\n must be a Uint8Array, but is string");
  });
});

describe("negotiation", () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [5, 3],
    [6, 3],
    [0xffff_ffff, 3],
  ])("answers a client that says %i with %i", (client, answer) => {
    const init = decodeVersion(INIT, frameOf(frame(1, u32(client))));
    expect(negotiateVersion(init.version)).toBe(answer);
    expect(encodeVersion(VERSION, { version: answer, extensions: new Map() })).toEqual(frame(2, u32(answer)));
  });

  it.each([0, 1, 2, 3, 4, 5, 6])("reads a server that says %i", (version) => {
    expect(decodeVersion(VERSION, frameOf(frame(2, u32(version))))).toEqual({
      version,
      extensions: new Map(),
    });
  });

  it("speaks version 3", () => {
    expect(PROTOCOL_VERSION).toBe(3);
  });

  it("leaves message and language out of STATUS for a peer below 3, and reads it from one", () => {
    const short = frame(101, u32(1), u32(4));
    expect(encodeReply("status", 1, { code: 4 })).toEqual(short);
    expect(decodeReply(frameOf(short))).toEqual({ name: "status", id: 1, body: { code: 4 }, trailing: 0 });
  });
});
