import { channel } from "node:diagnostics_channel";
import {
  type DecodedReply,
  type DecodedRequest,
  formatReply,
  formatRequest,
  type RequestBody,
  type RequestName,
} from "@sftp/wire";

const requestChannel = channel("sftp:client:request");
const replyChannel = channel("sftp:client:reply");

/** What subscribers of `sftp:client:request` and `sftp:client:reply` get; `String(message)` is one line of text. */
export interface TraceMessage<M> {
  /** Which session it is of: the same object for all of its messages. */
  readonly session: object;
  readonly message: M;
  toString(): string;
}

/** Publishes a request on `node:diagnostics_channel`; free when nobody listens. */
export function traceRequest<N extends RequestName>(
  session: object,
  id: number,
  name: N,
  body: RequestBody<N>,
): void {
  if (!requestChannel.hasSubscribers) return;
  const message = { kind: "request", id, name, body } as DecodedRequest;
  requestChannel.publish({
    session,
    message,
    toString: () => formatRequest(message),
  } satisfies TraceMessage<DecodedRequest>);
}

/** Publishes a reply; its bytes are valid only until the subscriber returns. */
export function traceReply(session: object, message: DecodedReply): void {
  if (!replyChannel.hasSubscribers) return;
  replyChannel.publish({
    session,
    message,
    toString: () => formatReply(message),
  } satisfies TraceMessage<DecodedReply>);
}
