import { escapeName } from "@sftp/wire";
import { modeString } from "./modeString.ts";
import type { SFTPAttributes } from "./sftpAttributes.ts";

/** Half a year as paramiko counts it: times nearer to now than this show the time of day. */
const RECENT_MS = 15_552_000_000;
const UNKNOWN_TIME_MS = 0xffff_ffff * 1000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `<SFTPAttributes: [ size=3 mode=0o100644 ]>`: the groups that are present, as paramiko's `repr()` shows them. */
export function formatAttributes(attributes: SFTPAttributes): string {
  const { exactSize, uid, gid, mode, atimeMs, mtimeMs, attr } = attributes;
  const parts: string[] = [];
  if (exactSize !== undefined) parts.push(`size=${exactSize}`);
  if (uid !== undefined && gid !== undefined) parts.push(`uid=${uid}`, `gid=${gid}`);
  if (mode !== undefined) parts.push(`mode=0o${mode.toString(8)}`);
  if (atimeMs !== undefined && mtimeMs !== undefined) {
    parts.push(`atime=${Math.trunc(atimeMs / 1000)}`, `mtime=${Math.trunc(mtimeMs / 1000)}`);
  }
  for (const [name, value] of attr) parts.push(`"${escapeName(name)}"=${escapeName(text(value))}`);
  return `<SFTPAttributes: [ ${parts.join(" ")} ]>`;
}

/** The line of paramiko's `str()`: a mode string, 1, uid, gid, size, date and name. */
export function formatListLine(attributes: SFTPAttributes, now: number = Date.now()): string {
  const { uid = 0, gid = 0, exactSize = 0, mode, mtimeMs, filename = "?" } = attributes;
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
  if (mtimeMs === undefined || mtimeMs === UNKNOWN_TIME_MS) return "(unknown date)";
  const date = new Date(mtimeMs);
  const day = `${two(date.getDate())} ${MONTHS[date.getMonth()]}`;
  if (Math.abs(now - mtimeMs) >= RECENT_MS) return `${day} ${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 256));
}
