/** What can be written at any position: an open remote file, a local one, a buffer. */
export interface Sink {
  /**
   * Writes all of `data` at `offset` or rejects. `data` is the sink's until the call settles and is not
   * changed meanwhile.
   *
   * Many calls run at once. Once `signal` is aborted the result does not matter any more: a call should then
   * settle as soon as it has let go of `data`, since whoever aborted it waits for that.
   */
  writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void>;
}
