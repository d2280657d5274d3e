import { string, u32, u8, type Random } from "@sftp/testing";
import {
  decodeCheckFileReply,
  decodeExtendedReply,
  decodeReply,
  type DecodedReply,
  encodeReply,
  extendedReplies,
  type ExtendedReplyRow,
  formatReply,
  replies as rows,
  type ReplyRow,
  VERSION,
} from "@sftp/wire";

import { mutateParts } from "../mutate.ts";
import { content, fieldParts, frameParts, number, type Part } from "../parts.ts";
import { checkPrintable, checkSame, outcome, type Target } from "../target.ts";
import { executeVersion, versionParts } from "./version.ts";

const replyRows = Object.values(rows) as ReplyRow[];
const extendedRows = Object.values(extendedReplies) as ExtendedReplyRow[];

/**
 * What a client decodes: VERSION, every reply, and the payload of an EXTENDED_REPLY by the row that the id stands
 * for.
 */
export const replies: Target = {
  name: "replies",

  generate(random) {
    if (random.oneIn(8)) return mutateParts(random, versionParts(random, VERSION));
    if (random.oneIn(2)) {
      const { type, fields } = random.pick(replyRows);
      return mutateParts(random, frameParts(random, type, undefined, fields));
    }
    const asked = random.below(extendedRows.length);
    const head = [number(u8(rows.extendedReply.type)), number(u32(asked))];
    return mutateParts(random, [...head, ...payloadParts(random, extendedRows[asked]!)]);
  },

  execute(frame) {
    if (frame[0] === VERSION) return executeVersion(VERSION, frame);
    const result = outcome(() => decodeReply(frame));
    const payload = "value" in result ? outcome(() => decodePayload(result.value)) : undefined;
    return () => {
      if ("refusal" in result) return checkPrintable(result.refusal);
      if (payload !== undefined && "refusal" in payload) checkPrintable(payload.refusal);
      checkPrintable(formatReply(result.value));
      const once = encoded(result.value);
      checkSame(once, encoded(decodeReply(once.subarray(4))));
    };
  },
};

function payloadParts(random: Random, row: ExtendedReplyRow): Part[] {
  return row === extendedReplies.checkFile ? checkFileParts(random) : fieldParts(random, row.extendedReply);
}

/** A check-file reply in one of the three dialects, with a few digests of the algorithm's size or nearly. */
function checkFileParts(random: Random): Part[] {
  const [algorithm, size] = random.pick([
    ["md5", 16],
    ["sha1", 20],
    ["crc32", 4],
  ] as const);
  const digests = Array.from({ length: random.below(4) }, () => random.bytes(size));
  const prefixed = random.oneIn(2);
  return [
    ...(random.oneIn(2) ? [content(string("check-file"))] : []),
    content(string(algorithm)),
    ...digests.flatMap((digest) => [...(prefixed ? [number(u32(size))] : []), content(digest)]),
  ];
}

function decodePayload({ name, id, body }: DecodedReply): unknown {
  if (name !== "extendedReply") return undefined;
  const row = extendedRows[id % extendedRows.length]!;
  if (row === extendedReplies.checkFile)
    return decodeCheckFileReply(body.payload, id % 2 === 0 ? undefined : id % 3);
  return decodeExtendedReply(row, body.payload);
}

function encoded({ name, id, body }: DecodedReply): Uint8Array {
  return encodeReply(name, id, body as never);
}
