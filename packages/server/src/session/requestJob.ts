import type { DecodedRequest } from "@sftp/wire";

import type { Session } from "../backend/backend.ts";
import { traceRequest } from "./diagnostics.ts";
import { RequestScope } from "./requestScope.ts";

/** One request in work: from its arrival until it is done and its reply is on its way. Keeps nothing of its bytes. */
export class RequestJob {
  readonly id: number;
  /** What it is, for people. */
  readonly what: string;
  /** The whole of it as text, if somebody wants to see it. */
  readonly trace: string | undefined;
  readonly ctx: RequestScope;
  /** Bytes of the request that stay in memory until it is done. */
  payloadBytes = 0;
  /** Bytes of the reply, or what it may take as long as there is none. */
  replyBytes = 0;
  /** The reply, until its turn has come. */
  reply: Uint8Array | undefined;
  /** Whether the reply is on its way. */
  sent = false;
  /** Whether the backend is done with it. */
  done = false;

  constructor(request: DecodedRequest, session: Session) {
    this.id = request.id;
    this.what = request.kind === "request" ? request.name : request.what;
    this.trace = traceRequest(request);
    this.ctx = new RequestScope(session, request.id);
  }

  get answered(): boolean {
    return this.sent || this.reply !== undefined;
  }
}
