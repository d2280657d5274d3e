/**
 * An unsigned 64-bit integer: a `number` where that is exact (up to 2^53-1), a `bigint` above. Decoders
 * return it in that canonical form; encoders take either.
 */
export type UInt64 = number | bigint;

/** The largest value that 8 bytes hold, 2^64-1. */
export const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

const MAX_UINT32 = 0xffff_ffff;

/**
 * Checks that a value fits 8 unsigned bytes exactly.
 *
 * @throws RangeError naming `field`, for anything negative, fractional, above 2^64-1, or a number that
 * has already lost bits (above 2^53-1).
 */
export function checkUInt64(value: UInt64, field: string): void {
  const exact =
    typeof value === "bigint"
      ? value >= 0n && value <= MAX_UINT64
      : Number.isSafeInteger(value) && value >= 0;
  if (!exact) {
    throw new RangeError(
      `${field} must be an integer from 0 to 2^64-1 (a bigint above 2^53-1), but is ${String(value)}`,
    );
  }
}

/**
 * Checks that a value fits 4 unsigned bytes exactly.
 *
 * @throws RangeError naming `field`.
 */
export function checkUInt32(value: number, field: string): void {
  if (!Number.isInteger(value) || value < 0 || value > MAX_UINT32) {
    throw new RangeError(`${field} must be an integer from 0 to 2^32-1, but is ${String(value)}`);
  }
}

/** A 64-bit value in its canonical form: a number where that is exact. */
export function toUInt64(value: UInt64): UInt64 {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
