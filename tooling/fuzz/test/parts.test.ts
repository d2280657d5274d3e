import { Random } from "@sftp/testing";
import {
  decodeExtendedReply,
  decodeReply,
  decodeRequest,
  EXTENDED,
  extendedReplies,
  type ExtendedReplyRow,
  replies,
  type ReplyRow,
  requests,
  type RequestRow,
} from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { fieldParts, frameParts, joinParts } from "../src/parts.ts";

const random = new Random(5);

describe("parts", () => {
  it.each(Object.entries(requests) as [string, RequestRow][])(
    "make valid requests: %s",
    (name, { type, fields }) => {
      for (let times = 0; times < 200; times++) {
        const frame = joinParts(frameParts(random, type, type === EXTENDED ? name : undefined, fields));
        expect(decodeRequest(frame)).toMatchObject({ kind: "request", name });
      }
    },
  );

  it.each(Object.entries(replies) as [string, ReplyRow][])(
    "make valid replies: %s",
    (name, { type, fields }) => {
      for (let times = 0; times < 200; times++) {
        const reply = decodeReply(joinParts(frameParts(random, type, undefined, fields)));
        expect(reply).toMatchObject({ name, trailing: 0 });
      }
    },
  );

  it.each(Object.entries(extendedReplies) as [string, ExtendedReplyRow][])(
    "make valid payloads: %s",
    (_, row) => {
      for (let times = 0; times < 200; times++) {
        const body = decodeExtendedReply(row, joinParts(fieldParts(random, row.extendedReply)));
        expect(Object.keys(body)).toEqual(Object.keys(row.extendedReply));
      }
    },
  );
});
