import { IntervalSet } from "./intervalSet.ts";
import type { Range } from "./range.ts";

/** What to read, and what the plan may assume about where it ends. */
export interface ReadPlanOptions {
  /** Where to begin, in bytes. Default: 0. */
  start?: number | undefined;
  /** Where to end, in bytes, exclusive. Default: at the end of the file, found by reading. */
  end?: number | undefined;
  /** Whether to ask for the one byte at `end`, which should not exist. Default: no. */
  probeEnd?: boolean | undefined;
}

/**
 * What to ask a source for next so that a range is covered without a gap: ascending, the rest of short
 * replies first, nothing beyond an end that has shown itself. A state machine without I/O.
 */
export class ReadPlan {
  readonly #end: number;
  #probeIsDue: boolean;
  readonly #again = new IntervalSet();
  #next: number;
  #stop = Number.POSITIVE_INFINITY;

  /** @throws RangeError if `start` or `end` is no position in a file, or they are in the wrong order */
  constructor({ start = 0, end = Number.POSITIVE_INFINITY, probeEnd = false }: ReadPlanOptions = {}) {
    if (!Number.isSafeInteger(start) || start < 0 || !(end >= start)) {
      throw new RangeError(`cannot read from ${start} to ${end}: not a range of positions in a file`);
    }
    this.#next = start;
    this.#end = end;
    this.#probeIsDue = probeEnd;
  }

  /** The lowest position from which nothing is to be had: the end of the file as seen, or a failure. */
  get stop(): number {
    return this.#stop;
  }

  /** What to ask for next, at most `size` bytes. */
  next(size: number): Range | undefined {
    const to = Math.min(this.#next + size, this.#end, this.#stop);
    if (to <= this.#next) return undefined;
    const range = { offset: this.#next, length: to - this.#next };
    this.#next = to;
    return range;
  }

  /** What to ask for again, at most `size` bytes: the lowest part that a short reply left out. */
  nextAgain(size: number): Range | undefined {
    const first = this.#again.first;
    if (first === undefined) return undefined;
    const offset = first[0];
    const to = Math.min(offset + size, first[1]);
    this.#again.remove(offset, to);
    return { offset, length: to - offset };
  }

  /** The one byte at the end that should not exist, when all before it has been asked for. */
  nextProbe(): Range | undefined {
    if (!this.#probeIsDue || this.#next < this.#end || this.#stop <= this.#end) return undefined;
    this.#probeIsDue = false;
    return { offset: this.#end, length: 1 };
  }

  /** A request was answered with so many bytes; none are the end of the file. */
  answered({ offset, length }: Range, received: number): void {
    if (received === 0) this.stopAt(offset);
    else this.#again.add(offset + received, Math.min(offset + length, this.#stop));
  }

  /** Nothing is to be had from this position on. */
  stopAt(offset: number): void {
    this.#stop = Math.min(this.#stop, offset);
    this.#again.remove(this.#stop, Number.POSITIVE_INFINITY);
  }
}
