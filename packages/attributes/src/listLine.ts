import type { AttributeFields } from "./attributeFields.ts";
import { month, timeOfDay, twoDigits } from "./listDate.ts";
import { modeString } from "./modeString.ts";

/** Half a year as paramiko counts it: times no further from now than this show the time of day. */
const RECENT_MS = 15_552_000_000;
/** The time that means "unknown" to paramiko: all bits set. */
const UNKNOWN_MS = 0xffff_ffff * 1000;

/**
 * The line of paramiko's `str()`: a mode string, 1, uid, gid, size, date in local time, and name. An absent number
 * shows as 0, an absent name as `?`.
 */
export function listLine(fields: AttributeFields, now: number = Date.now()): string {
  const { uid = 0, gid = 0, exactSize = 0, mode, mtimeMs, filename = "?" } = fields;
  const columns = [
    modeString(mode),
    "  1",
    String(uid).padEnd(8),
    String(gid).padEnd(8),
    String(exactSize).padStart(8),
    listDate(mtimeMs, now).padEnd(12),
    filename,
  ];
  return columns.join(" ");
}

function listDate(mtimeMs: number | undefined, now: number): string {
  if (mtimeMs === undefined || mtimeMs === UNKNOWN_MS) return "(unknown date)";
  const date = new Date(mtimeMs);
  const day = `${twoDigits(date.getDate())} ${month(date)}`;
  return `${day} ${Math.abs(now - mtimeMs) > RECENT_MS ? date.getFullYear() : timeOfDay(date)}`;
}
