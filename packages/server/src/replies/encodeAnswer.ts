import {
  encodeExtendedReply,
  encodeReply,
  type NameCodec,
  type RequestName,
  type RequestRow,
  requests,
  StatusCode,
  statusText,
} from "@sftp/wire";

import { type Answer, END } from "../handlers/handler.ts";
import type { Status } from "./statusOf.ts";

/** How a session's peer wants its replies. */
export interface Dialect {
  /** The negotiated version; below 3 a STATUS is its code alone. */
  readonly version: number;
  readonly names: NameCodec | undefined;
}

/** The reply to a request that succeeded, as a whole packet. */
export function encodeAnswer(
  name: RequestName,
  id: number,
  answer: Answer<RequestName> | typeof END,
  dialect: Dialect,
): Uint8Array {
  if (answer === END) return encodeStatus(id, bareStatus(StatusCode.EOF), dialect);
  const { reply }: RequestRow = requests[name];
  // The handlers' types tie an answer to its row; here the row is any of them.
  if (reply === "status") return encodeStatus(id, bareStatus(StatusCode.OK), dialect);
  if (answer instanceof Uint8Array) return answer;
  return typeof reply === "string"
    ? encodeReply(reply, id, answer as never, dialect.names)
    : encodeExtendedReply(reply, id, answer as object, dialect.names);
}

/** A STATUS as a whole packet. */
export function encodeStatus(id: number, { code, message }: Status, { version, names }: Dialect): Uint8Array {
  return encodeReply("status", id, version < 3 ? { code } : { code, message, language: "" }, names);
}

function bareStatus(code: number): Status {
  return { code, message: statusText(code) };
}
