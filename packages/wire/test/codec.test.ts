import { frame, join, string, u32, u64, u8 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decodeExtendedReply,
  decodeReply,
  decodeRequest,
  encodeExtendedReply,
  encodeReply,
  encodeRequest,
  type ExtendedReplyRow,
  extendedReplies,
  type FieldKind,
  latin1,
  replies,
  type RequestName,
  type RequestRow,
  requests,
} from "../src/index.ts";
import { anyExtendedReply, anyReply, anyRequest, damaged, runs } from "./arbitraries.ts";
import { goldenExtendedReplies, goldenReplies, goldenRequests, ID } from "./golden.ts";
import { onlyProtocolErrors } from "./onlyProtocolErrors.ts";

/** What stands behind the length field. */
const frameOf = (packet: Uint8Array) => packet.subarray(4);

/** The cases of a golden table, by the names of the rows that they must cover. */
function cases<T extends Record<string, readonly unknown[]>>(rows: object, golden: T) {
  return Object.keys(rows).flatMap((name) => {
    const found = golden[name] ?? [];
    if (found.length === 0) throw new Error(`the row ${name} has no golden bytes`);
    return found.map(
      (each, index) => [`${name} ${index}`, name, each] as [string, keyof T, T[keyof T][number]],
    );
  });
}

const sendWrite = (body: object) => () => encodeRequest("write", 1, body as never);

describe("requests", () => {
  it.each(cases(requests, goldenRequests))("%s: golden bytes, both ways", (_, name, { body, packet }) => {
    expect(encodeRequest(name, ID, body)).toEqual(packet);
    expect(decodeRequest(frameOf(packet))).toEqual({ kind: "request", id: ID, name, body });
  });

  it("[W-1] come back as they were sent", () => {
    fc.assert(
      fc.property(anyRequest, ({ name, id, body }) => {
        const packet = encodeRequest(name, id, body);
        expect(decodeRequest(frameOf(packet))).toEqual({ kind: "request", id, name, body });
      }),
      runs(1500),
    );
  });

  it("[W-6] must end exactly where the frame ends, byte by byte; only WRITE may be padded", () => {
    fc.assert(
      fc.property(
        anyRequest,
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        ({ name, id, body }, trailing) => {
          const whole = frameOf(encodeRequest(name, id, body));
          const malformed = { kind: "malformed", id };
          const padded = decodeRequest(join(whole, trailing));
          if (name === "write") expect(padded).toEqual({ kind: "request", id, name, body });
          else expect(padded).toMatchObject(malformed);
          for (let length = 5; length < whole.length; length += 1 + Math.floor(whole.length / 40)) {
            expect(decodeRequest(whole.subarray(0, length))).toMatchObject(malformed);
          }
        },
      ),
      runs(300),
    );
  });

  it("say what is wrong with a malformed one, and keep its id", () => {
    const read = frameOf(frame(5, u32(7), string("h"), u64(0), u32(1), u8(9)));
    expect(decodeRequest(read)).toMatchObject({
      kind: "malformed",
      id: 7,
      what: "read",
      error: { code: "ERR_SFTP_PROTOCOL", message: "1 bytes too many at the end of read" },
    });
    expect(decodeRequest(frameOf(frame(200, u32(8), u32(99))))).toMatchObject({
      kind: "malformed",
      id: 8,
      what: "EXTENDED",
    });
  });

  it("with a type or an extension that the table does not have are unknown, with their id", () => {
    expect(decodeRequest(frameOf(frame(99, u32(7))))).toEqual({
      kind: "unknown",
      id: 7,
      what: "packet type 99",
    });
    expect(decodeRequest(frameOf(frame(21, u32(8), string("/new"), string("/old"), u8(1))))).toMatchObject({
      kind: "unknown",
      id: 8,
    });
    for (const name of ["nobody\u001b@example.com", "open", "__proto__", "constructor"]) {
      const what = `extension ${name.replace("\u001b", "\\u{1b}")}`;
      expect(decodeRequest(frameOf(frame(200, u32(9), string(name), u32(1))))).toEqual({
        kind: "unknown",
        id: 9,
        what,
      });
    }
  });

  it("without an id are a protocol error, for there is nothing to answer to", () => {
    for (const bytes of [[], [5], [5, 0, 0, 0]]) {
      expect(() => decodeRequest(Uint8Array.from(bytes))).toThrow(/^the packet ends . bytes early/);
    }
  });

  it("[M1] refuse every integer that does not fit its field, by the field's name", () => {
    const never = [Number.NaN, 0.5, Number.POSITIVE_INFINITY, "1"];
    const misfits: Partial<Record<FieldKind, unknown[]>> = {
      u32: [-1, 2 ** 32, ...never],
      u64: [-1, 2 ** 53, -1n, 2n ** 64n, ...never],
    };
    let tried = 0;
    for (const [name, { fields }] of Object.entries(requests) as [RequestName, RequestRow][]) {
      const { body } = goldenRequests[name][0]!;
      for (const [field, { kind }] of Object.entries(fields)) {
        for (const misfit of misfits[kind] ?? []) {
          const send = () => encodeRequest(name, 1, { ...body, [field]: misfit } as never);
          expect(send, `${name}.${field} = ${String(misfit)}`).toThrow(RangeError);
          expect(send).toThrow(new RegExp(`^${field} must be an integer from 0 to 2\\^(32|64)-1`));
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThanOrEqual(150);
    expect(() => encodeRequest("read", -1, goldenRequests.read[0]!.body)).toThrow("id must be an integer");
    expect(() => encodeRequest("users-groups-by-id@openssh.com", 1, { uids: [1, -1], gids: [] })).toThrow(
      "uids must be an integer",
    );
  });

  it("name what is missing or of the wrong type", () => {
    const handle = Uint8Array.of(1);
    expect(sendWrite({ offset: 0, data: handle })).toThrow(new TypeError("handle is missing"));
    expect(sendWrite({ handle, offset: 0, data: null })).toThrow(new TypeError("data is missing"));
    expect(sendWrite({ handle: "1", offset: 0, data: handle })).toThrow(
      new TypeError("handle must be a Uint8Array, but is string"),
    );
    expect(() => encodeRequest("stat", 1, { path: 5 } as never)).toThrow(
      new TypeError("path must be a string, but is number"),
    );
  });

  it("carry names by the session's charset", () => {
    const packet = encodeRequest("stat", 1, { path: "é" }, latin1);
    expect(packet).toEqual(frame(17, u32(1), string(Uint8Array.of(0xe9))));
    expect(decodeRequest(frameOf(packet), latin1)).toMatchObject({ body: { path: "é" } });
    expect(decodeRequest(frameOf(packet))).toMatchObject({ body: { path: "\udce9" } });
    expect(() => encodeRequest("stat", 1, { path: "1 €" }, latin1)).toThrow(
      "path cannot be sent: RangeError: the charset has no character 3 of the name",
    );
  });

  it("are malformed if the charset cannot read a name", () => {
    const picky = {
      encode: latin1.encode,
      decode(): string {
        throw new TypeError("no such character");
      },
    };
    expect(decodeRequest(frameOf(frame(17, u32(1), string("x"))), picky)).toMatchObject({
      kind: "malformed",
      error: { message: "a name of 1 bytes is not in the session's charset: TypeError: no such character" },
    });
  });
});

describe("replies", () => {
  it.each(cases(replies, goldenReplies))("%s: golden bytes, both ways", (_, name, { body, packet }) => {
    expect(encodeReply(name, ID, body as never)).toEqual(packet);
    expect(decodeReply(frameOf(packet))).toEqual({ id: ID, name, body, trailing: 0 });
  });

  it("[W-1] come back as they were sent", () => {
    fc.assert(
      fc.property(anyReply, ({ name, id, body }) => {
        const packet = encodeReply(name, id, body);
        expect(decodeReply(frameOf(packet))).toEqual({ id, name, body, trailing: 0 });
      }),
      runs(800),
    );
  });

  it("[W-6] may have bytes behind their body, which are counted", () => {
    const endMarker = u8(1);
    expect(decodeReply(frameOf(frame(103, u32(1), string("abc"), endMarker)))).toMatchObject({ trailing: 1 });
    fc.assert(
      fc.property(
        anyReply.filter(
          ({ name, body }) => name !== "extendedReply" && (name !== "status" || "language" in body),
        ),
        fc.uint8Array({ maxLength: 9 }),
        ({ name, id, body }, behind) => {
          const whole = join(frameOf(encodeReply(name, id, body)), behind);
          expect(decodeReply(whole)).toEqual({ id, name, body, trailing: behind.length });
        },
      ),
      runs(300),
    );
  });

  it("are refused if they are cut or no replies", () => {
    expect(() => decodeReply(frameOf(frame(105, u32(1), u32(1), u32(0))))).toThrow(
      "the packet ends 4 bytes early",
    );
    expect(() => decodeReply(frameOf(frame(5, u32(1))))).toThrow("packet type 5 is no reply");
    expect(() => decodeReply(frameOf(frame(101, u32(1), u32(4), u8(0))))).toThrow(
      "the packet ends 3 bytes early",
    );
    expect(() => decodeReply(new Uint8Array(0))).toThrow("the packet ends 1 bytes early");
  });

  it("never put a later optional text in the place of one that is left out", () => {
    expect(() => encodeReply("status", 1, { code: 4, language: "en" })).toThrow(
      new TypeError("language is given, but message before it is missing"),
    );
  });
});

describe("extended replies", () => {
  const rows: Readonly<Record<keyof typeof extendedReplies, ExtendedReplyRow>> = extendedReplies;

  it.each(cases(rows, goldenExtendedReplies))("%s: golden bytes, both ways", (_, name, { body, packet }) => {
    const row = rows[name];
    expect(encodeExtendedReply(row, ID, body as never)).toEqual(packet);
    const reply = decodeReply(frameOf(packet));
    expect(reply).toMatchObject({ name: "extendedReply", id: ID });
    expect(decodeExtendedReply(row, (reply.body as { payload: Uint8Array }).payload)).toEqual(body);
  });

  it("[W-1] come back as they were sent", () => {
    fc.assert(
      fc.property(anyExtendedReply, ({ name, id, body }) => {
        const packet = encodeExtendedReply(rows[name], id, body);
        expect(decodeExtendedReply(rows[name], packet.subarray(9))).toEqual(body);
      }),
      runs(500),
    );
  });

  it("[W-6] may have bytes behind their body, which are ignored", () => {
    const payload = join(u64(1), u64(2), u64(3), u64(4), u64(5));
    expect(decodeExtendedReply(extendedReplies.limits, payload)).toMatchObject({ maxOpenHandles: 4n });
    expect(() => decodeExtendedReply(extendedReplies.limits, payload.subarray(0, 31))).toThrow(
      "the packet ends 1 bytes early",
    );
  });
});

describe("whatever the bytes are", () => {
  const packets = fc.oneof(
    anyRequest.map(({ name, id, body }) => encodeRequest(name, id, body)),
    anyReply.map(({ name, id, body }) => encodeReply(name, id, body)),
  );
  const anyFrame = fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged(packets.map(frameOf)));

  it("[W-2] there is a message or a protocol error, never anything else", () => {
    fc.assert(
      fc.property(anyFrame, (bytes) => {
        onlyProtocolErrors(() => decodeRequest(bytes));
        onlyProtocolErrors(() => decodeReply(bytes));
        for (const row of Object.values<ExtendedReplyRow>(extendedReplies)) {
          onlyProtocolErrors(() => decodeExtendedReply(row, bytes));
        }
      }),
      runs(3000),
    );
  });

  it("[W-10] refusing them collects no stack trace", () => {
    const limit = Error.stackTraceLimit;
    let refused = 0;
    fc.assert(
      fc.property(anyFrame, (bytes) => {
        const decoded = bytes.length < 5 ? undefined : decodeRequest(bytes);
        if (decoded?.kind !== "malformed") return;
        expect(decoded.error.stack).not.toContain("\n    at ");
        refused++;
      }),
      runs(500),
    );
    expect(refused).toBeGreaterThan(50);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it("[W-9] what was decoded, but for payloads, is not touched by what becomes of the frame", () => {
    fc.assert(
      fc.property(anyRequest, ({ name, id, body }) => {
        const bytes = frameOf(encodeRequest(name, id, body));
        const decoded = decodeRequest(bytes) as { body: object };
        bytes.fill(0xaa);
        expect({ ...decoded.body, data: undefined }).toEqual({ ...body, data: undefined });
      }),
      runs(300),
    );
    fc.assert(
      fc.property(anyReply, ({ name, id, body }) => {
        const bytes = frameOf(encodeReply(name, id, body));
        const decoded = decodeReply(bytes) as { body: object };
        bytes.fill(0xaa);
        const owned = { data: undefined, payload: undefined };
        expect({ ...decoded.body, ...owned }).toEqual({ ...body, ...owned });
      }),
      runs(300),
    );
  });
});
