/**
 * Says that the bytes were written, but that their memory is nobody's: an attempt that failed may still read it. Such
 * memory is left to the garbage collector.
 */
export const RETAINED = Symbol("retained");

/** What can be written at any position: an open remote file, a local one, a buffer. */
export interface Sink {
  /**
   * Writes all of `data` at `offset` or rejects. `data` is the sink's until the call settles and is not changed
   * meanwhile. Once it is fulfilled the memory is the caller's again, unless it is fulfilled with `RETAINED`; once it is
   * rejected the memory must never be changed, because something may still read it.
   *
   * Many calls run at once. Once `signal` is aborted the result does not matter any more: a call should then settle soon,
   * since whoever aborted it waits for that.
   */
  writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void | typeof RETAINED>;
}
