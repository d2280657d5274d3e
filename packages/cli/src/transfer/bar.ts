const KEPT = "═";
const FULL = "━";
const EMPTY = "─";

/** A bar of `width` characters for a part of a whole, from 0 to 1, of which some was there before. */
export function bar(part: number, width: number, kept = 0): string {
  const before = columns(kept, width);
  const full = Math.max(before, columns(part, width));
  return KEPT.repeat(before) + FULL.repeat(full - before) + EMPTY.repeat(width - full);
}

function columns(part: number, width: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * width);
}
