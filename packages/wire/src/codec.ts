import { excerpt } from "./escapeName.ts";
import { type Body, type Fields, readFields, writeFields } from "./fields.ts";
import type { NameCodec } from "./names.ts";
import { Reader } from "./reader.ts";
import { type ExtendedReplyRow, replies, type ReplyBody, type ReplyName, type ReplyRow } from "./replies.ts";
import { EXTENDED, type RequestBody, type RequestName, type RequestRow, requests } from "./requests.ts";
import { isProtocolError, protocolError, type SFTPError } from "./sftpError.ts";
import { Writer } from "./writer.ts";

/** A request as it was received: its id is known even where nothing else is. */
export type DecodedRequest =
  | { [N in RequestName]: { kind: "request"; id: number; name: N; body: RequestBody<N> } }[RequestName]
  /** A packet type or extension that the table does not have; `what` names it for people. */
  | { kind: "unknown"; id: number; what: string }
  /** A body that cannot be decoded; nothing of it may be acted on. */
  | { kind: "malformed"; id: number; what: string; error: SFTPError };

/** A reply as it was received. */
export type DecodedReply = {
  [N in ReplyName]: {
    name: N;
    id: number;
    body: ReplyBody<N>;
    /** How many bytes stood behind the body; they are ignored (v6 servers put end markers there). */
    trailing: number;
  };
}[ReplyName];

const requestsByType = new Map<number, RequestName>();
const requestsByExtension = new Map<string, RequestName>();
for (const [name, { type }] of Object.entries(requests) as [RequestName, RequestRow][]) {
  if (type === EXTENDED) requestsByExtension.set(name, name);
  else requestsByType.set(type, name);
}
const repliesByType = new Map(
  (Object.entries(replies) as [ReplyName, ReplyRow][]).map(([name, { type }]) => [type, name]),
);

/**
 * One request as a whole packet, length first.
 *
 * @throws RangeError or TypeError naming the field whose value does not fit, before anything is sent.
 */
export function encodeRequest<N extends RequestName>(
  name: N,
  id: number,
  body: RequestBody<N>,
  names?: NameCodec,
): Uint8Array {
  const row: RequestRow = requests[name];
  const writer = beginPacket(row.type, id, names);
  if (row.type === EXTENDED) writer.text(name, "name");
  return endPacket(writer, row.fields, body);
}

/**
 * One reply as a whole packet, length first. A STATUS without `message` and `language` is what peers
 * below version 3 are sent.
 *
 * @throws RangeError or TypeError naming the field whose value does not fit.
 */
export function encodeReply<N extends ReplyName>(
  name: N,
  id: number,
  body: ReplyBody<N>,
  names?: NameCodec,
): Uint8Array {
  const { type, fields }: ReplyRow = replies[name];
  return endPacket(beginPacket(type, id, names), fields, body);
}

/**
 * The EXTENDED_REPLY to one extension as a whole packet.
 *
 * @throws RangeError or TypeError naming the field whose value does not fit.
 */
export function encodeExtendedReply<F extends Fields>(
  row: ExtendedReplyRow<F>,
  id: number,
  body: Body<F>,
  names?: NameCodec,
): Uint8Array {
  return endPacket(beginPacket(replies.extendedReply.type, id, names), row.extendedReply, body);
}

/** Puts length, type and id, into `memory` if there is some; returns the writer for the body. */
export function beginPacket(type: number, id: number, names?: NameCodec, memory?: Uint8Array): Writer {
  const writer = new Writer(names, memory);
  writer.begin(type);
  writer.u32(id, "id");
  return writer;
}

function endPacket(writer: Writer, fields: Fields, body: object): Uint8Array {
  writeFields(fields, writer, body);
  return writer.packet();
}

/**
 * Decodes a request from a frame (type first, without the length). The body must end exactly with the frame,
 * unless the row says that it may be padded.
 *
 * @throws a protocol error only where there is not even an id to answer to.
 */
export function decodeRequest(frame: Uint8Array, names?: NameCodec): DecodedRequest {
  const reader = new Reader(frame, names);
  const type = reader.u8();
  const id = reader.u32();
  let name: RequestName | undefined;
  try {
    if (type === EXTENDED) {
      const extension = reader.text();
      name = requestsByExtension.get(extension);
      if (name === undefined) return { kind: "unknown", id, what: `extension ${excerpt(extension)}` };
    } else {
      name = requestsByType.get(type);
      if (name === undefined) return { kind: "unknown", id, what: `packet type ${type}` };
    }
    const { fields, padded }: RequestRow = requests[name];
    const body = readFields(fields, reader);
    if (reader.remaining > 0 && padded !== true)
      throw protocolError(`${reader.remaining} bytes too many at the end of ${name}`);
    return { kind: "request", id, name, body } as DecodedRequest;
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    return { kind: "malformed", id, what: name ?? "EXTENDED", error };
  }
}

/**
 * Decodes a reply from a frame (type first, without the length). Bytes behind the body are counted, not refused.
 *
 * @throws a protocol error if it is no reply or cannot be decoded.
 */
export function decodeReply(frame: Uint8Array, names?: NameCodec): DecodedReply {
  const reader = new Reader(frame, names);
  const type = reader.u8();
  const name = repliesByType.get(type);
  if (name === undefined) throw protocolError(`packet type ${type} is no reply`);
  const id = reader.u32();
  const body = readFields(replies[name].fields, reader);
  return { name, id, body, trailing: reader.remaining } as DecodedReply;
}

/**
 * Decodes the payload of an EXTENDED_REPLY by the row of what was asked. Bytes behind it are ignored.
 *
 * @throws a protocol error if it cannot be decoded.
 */
export function decodeExtendedReply<F extends Fields>(
  row: ExtendedReplyRow<F>,
  payload: Uint8Array,
  names?: NameCodec,
): Body<F> {
  return readFields(row.extendedReply, new Reader(payload, names));
}
