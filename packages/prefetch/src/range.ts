import type { Interval } from "./intervalSet.ts";

/** A run of bytes in a file. */
export interface Range {
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly length: number;
}

/**
 * Where a range begins and ends.
 *
 * @throws RangeError if those are no positions in a file
 */
export function bounds({ offset, length }: Range): Interval {
  const to = offset + length;
  if (offset >= 0 && length >= 0 && Number.isSafeInteger(offset) && Number.isSafeInteger(to)) {
    return [offset, to];
  }
  throw new RangeError(`cannot read ${length} bytes at ${offset}: not a range of positions in a file`);
}
