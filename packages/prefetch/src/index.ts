/**
 * Keeps a pipe full: positional I/O with many requests on their way, bounded in bytes and in requests,
 * adaptive and cancellable, in both directions.
 *
 * @packageDocumentation
 */
export { AbortError } from "./abortError.ts";
export { copy, type CopyOptions } from "./copy.ts";
export { type Interval, IntervalSet } from "./intervalSet.ts";
export { checkNotTransferred, type Memory, transferred } from "./memory.ts";
export type { Range } from "./range.ts";
export { readAhead, type ReadAheadOptions } from "./readAhead.ts";
export { ReadBuffer } from "./readBuffer.ts";
export { RETAINED, type Sink } from "./sink.ts";
export type { Source } from "./source.ts";
export { TransferError, type TransferErrorCode } from "./transferError.ts";
export type { WindowOptions } from "./window.ts";
export { WriteBehind, type WriteBehindOptions } from "./writeBehind.ts";
