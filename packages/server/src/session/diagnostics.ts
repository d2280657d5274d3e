import { channel } from "node:diagnostics_channel";

import { type DecodedRequest, decodeReply, formatReply, formatRequest } from "@sftp/wire";

import type { Session } from "../backend/backend.ts";

/** What subscribers of the diagnostics channel `sftp:server:request` get for each request that was answered. */
export interface ServerRequestMessage {
  readonly session: Session;
  /** As text: `read #7 handle=0000002a offset=32768 length=32768`. */
  readonly request: string;
  /** As text: `data #7 32768 bytes`. */
  readonly reply: string;
}

const answered = channel("sftp:server:request");

/** A request as text, if there are subscribers: without them it costs nothing. */
export function traceRequest(request: DecodedRequest): string | undefined {
  return answered.hasSubscribers ? formatRequest(request) : undefined;
}

/** Tells subscribers of a request and its reply. */
export function publishRequest(session: Session, request: string, reply: Uint8Array): void {
  const message: ServerRequestMessage = {
    session,
    request,
    reply: formatReply(decodeReply(reply.subarray(4))),
  };
  answered.publish(message);
}
