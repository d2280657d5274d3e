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
