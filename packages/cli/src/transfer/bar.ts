const FULL = "━";
const EMPTY = "─";

/** A bar of `width` characters for a part of a whole, from 0 to 1. */
export function bar(part: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return FULL.repeat(full) + EMPTY.repeat(width - full);
}
