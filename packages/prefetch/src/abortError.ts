/** What an aborted operation rejects with, shaped as Node's own: `code` ABORT_ERR, `cause` the signal's reason. */
export class AbortError extends Error {
  override readonly name = "AbortError";
  readonly code = "ABORT_ERR";

  constructor(reason: unknown) {
    super("The operation was aborted", { cause: reason });
  }

  /** Throws if the signal, if there is one, is aborted. */
  static throwIfAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted === true) throw new AbortError(signal.reason);
  }
}
