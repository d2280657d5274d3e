import { Random } from "@sftp/testing";
import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  EXTENDED,
  replies,
  type ReplyRow,
  requests,
  type RequestRow,
} from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { frameParts, joinParts } from "../src/parts.ts";
import { outcome } from "../src/target.ts";

const random = new Random(25);
const packets = 30;

/** The request as this codec writes it, or nothing where it is refused. */
function rewrittenRequest(frame: Uint8Array): Uint8Array | undefined {
  const request = decodeRequest(frame);
  if (request.kind !== "request") return undefined;
  return encodeRequest(request.name, request.id, request.body as never).subarray(4);
}

/** The reply as this codec writes it, or nothing where it is refused. */
function rewrittenReply(frame: Uint8Array): Uint8Array | undefined {
  const result = outcome(() => decodeReply(frame));
  if ("refusal" in result) return undefined;
  const { name, id, body } = result.value;
  return encodeReply(name, id, body as never).subarray(4);
}

/** The beginnings of the frame that are taken for more than they say. */
function filledUp(frame: Uint8Array, rewritten: (frame: Uint8Array) => Uint8Array | undefined): Uint8Array[] {
  return Array.from({ length: frame.length - 5 }, (_, index) => frame.subarray(0, 5 + index)).filter(
    (beginning) => Buffer.compare(rewritten(beginning) ?? beginning, beginning) !== 0,
  );
}

describe("[F25] a truncated message is refused, never filled up", () => {
  it.each(Object.entries(requests) as [string, RequestRow][])("request %s", (name, { type, fields }) => {
    for (let times = 0; times < packets; times++) {
      const parts = frameParts(random, type, type === EXTENDED ? name : undefined, fields);
      const frame = rewrittenRequest(joinParts(parts))!;
      expect(filledUp(frame, rewrittenRequest)).toEqual([]);
      expect(rewrittenRequest(frame.subarray(0, -1))).toBeUndefined();
    }
  });

  it.each(Object.entries(replies) as [string, ReplyRow][])("reply %s", (_, { type, fields }) => {
    for (let times = 0; times < packets; times++) {
      const frame = rewrittenReply(joinParts(frameParts(random, type, undefined, fields)))!;
      expect(filledUp(frame, rewrittenReply)).toEqual([]);
    }
  });
});
