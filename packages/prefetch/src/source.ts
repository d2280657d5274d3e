/** What can be read at any position: an open remote file, a local one, a buffer. */
export interface Source {
  /**
   * Reads up to `length` bytes at `offset`. Fewer are legal at any time and are asked again; none mean that
   * the file ends at or before `offset`; more are an error. The caller owns the bytes: nothing writes to them
   * afterwards.
   *
   * Many calls run at once. Once `signal` is aborted nobody wants the answer: a call should then settle soon,
   * since whoever aborted it waits for that.
   */
  readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Takes back what `readAt` brought: nobody reads it any more, so its memory may be used for a later read. `copy` releases
   * what the sink has written; what is not released is left to the garbage collector.
   */
  release?(data: Uint8Array): void;
}
