const LF = 0x0a;
const CR = 0x0d;

/** The ends of lines that Python's universal newlines know, as they are written. */
export type Newline = "\n" | "\r" | "\r\n";

/** Where a line ends. */
export interface LineEnd {
  /** How many bytes the line has without its end. */
  readonly length: number;
  readonly newline: Newline;
}

/**
 * Looks for the end of the line that begins with `bytes`.
 *
 * @param from how many bytes were looked at before
 * @param universal whether CR and CRLF end a line too
 * @param isAll whether the file ends with these bytes; if not, a CR at their end is undecided
 */
export function findLineEnd(
  bytes: Uint8Array,
  from: number,
  universal: boolean,
  isAll: boolean,
): LineEnd | undefined {
  const lf = bytes.indexOf(LF, from);
  // The CR of a CRLF may have been looked at already.
  const cr = universal ? bytes.indexOf(CR, Math.max(0, from - 1)) : -1;
  if (cr === -1 || (lf !== -1 && lf < cr)) return lf === -1 ? undefined : { length: lf, newline: "\n" };
  if (lf === cr + 1) return { length: cr, newline: "\r\n" };
  return cr === bytes.length - 1 && !isAll ? undefined : { length: cr, newline: "\r" };
}

/** As many of the first `limit` bytes as make whole characters of UTF-8, but at least one character unless it is 0. */
export function wholeCharacters(bytes: Uint8Array, limit: number): number {
  if (limit === 0 || limit >= bytes.length) return Math.min(limit, bytes.length);
  let end = limit;
  while (end > 0 && isContinuation(bytes[end]!)) end--;
  if (end > 0) return end;
  end = limit;
  while (end < bytes.length && isContinuation(bytes[end]!)) end++;
  return end;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
