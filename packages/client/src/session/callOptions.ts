import type { Reservation } from "./handleRoom.ts";

/** What every operation takes. */
export interface OperationOptions {
  /** Rejects the operation at once with an `AbortError` whose `cause` is the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * How long the server may be silent, in milliseconds, before the operation fails with ETIMEDOUT; anything
   * that arrives begins the time anew. 0 is no limit. Default: the client's own.
   */
  timeout?: number | undefined;
}

/** An operation's options and what its errors say of it. */
export interface CallOptions extends OperationOptions {
  /** The operation in the API's words. Default: the request's name. */
  operation?: string | undefined;
  /** The remote path it is about. */
  path?: string | undefined;
  /** The second path of an operation that has two. */
  destination?: string | undefined;
  /** The room that was reserved for the handle that is asked for. */
  reservation?: Reservation | undefined;
}
