import type { ReplyTo, RequestBody, RequestName, requests } from "@sftp/wire";

import type { Awaitable } from "../backend/backend.ts";
import type { Claim } from "../scheduling/claim.ts";
import type { RequestScope } from "../session/requestScope.ts";
import type { SessionScope } from "../session/sessionScope.ts";

/** The answer at the end of a file or folder: STATUS EOF, which is no failure. */
export const END = Symbol("end of file");

/** What answers a request: nothing for STATUS OK, a whole packet for DATA, else the body of the declared reply. */
export type Answer<N extends RequestName> = (typeof requests)[N]["reply"] extends "status"
  ? void
  : (typeof requests)[N]["reply"] extends "data"
    ? Uint8Array
    : ReplyTo<N>;

/** What is to be done for one request. */
export interface Task<A> {
  /** What it touches; it runs when no earlier request that conflicts is unfinished. */
  readonly claims: readonly Claim[];
  /** Bytes of the request that stay in memory until it is done. */
  readonly payloadBytes?: number;
  /** Bytes that its reply may take. */
  readonly replyBytes?: number;
  /** Whether it may take as long as it takes. Default: no, the server's deadline applies. */
  readonly patient?: boolean;
  /** Lets the task through, at once or later, or refuses it; returns, for a task that is held, how to refuse it. */
  readonly gate?: (open: () => void, refuse: (error: Error) => void) => (() => void) | undefined;
  run(ctx: RequestScope): Awaitable<A | typeof END>;
}

/** Looks at a request when it arrives, in the order of arrival; what it throws is the answer. */
export type Handler<N extends RequestName> = (body: RequestBody<N>, scope: SessionScope) => Task<Answer<N>>;

/** The handlers of some of the requests. */
export type Handlers<N extends RequestName> = { readonly [K in N]: Handler<K> };
