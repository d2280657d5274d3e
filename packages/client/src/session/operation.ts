/** What every operation takes. */
export interface OperationOptions {
  /** Rejects the operation at once with an `AbortError` whose `cause` is the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Inactivity timeout in milliseconds: if the server sends nothing for this long, the operation fails with ETIMEDOUT.
   * Any data from the server resets it. 0 is no limit. Default: the client's own.
   */
  timeout?: number | undefined;
}

/** One call of the API, as its requests carry it: what ends them early, and what their errors name. */
export interface Operation extends OperationOptions {
  /** The operation in the API's words. */
  readonly name: string;
  /** The remote path it is about. */
  readonly path?: string | undefined;
  /** The second path of an operation that has two. */
  readonly destination?: string | undefined;
}

/** An operation on a remote path. */
export interface PathOperation extends Operation {
  readonly path: string;
}

/** The same operation on another path. */
export function onPath(operation: Operation, path: string): PathOperation {
  return { ...operation, path };
}

/**
 * The milliseconds of a limit in seconds; 0, no limit, for null.
 *
 * @throws RangeError if it is not above 0
 */
export function inMilliseconds(limit: number | null): number {
  if (limit === null) return 0;
  if (limit > 0) return limit * 1000;
  throw new RangeError(`a timeout must be above 0 seconds, or null for none, but is ${limit}`);
}

/** The seconds of a limit in milliseconds; null for 0. */
export function inSeconds(limit: number): number | null {
  return limit === 0 ? null : limit / 1000;
}
