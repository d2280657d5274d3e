import type { AttributeFields } from "./attributeFields.ts";
import { month, timeOfDay } from "./listDate.ts";
import { modeString } from "./modeString.ts";

/** What `longname` may be told beside the attributes. */
export interface LongnameDetails {
  /** The owner's name. Default: the uid. */
  user?: string | undefined;
  /** The group's name. Default: the gid. */
  group?: string | undefined;
  /** How many names the file has. Default: 1. */
  nlink?: number | undefined;
  /** The present time in milliseconds since 1970. */
  now?: number | undefined;
}

/** Half a year as OpenSSH counts it, in seconds: times younger than this show the time of day. */
const RECENT = (365 * 24 * 60 * 60) / 2;

/**
 * The line that OpenSSH's server sends for an entry of a folder, as `ls -l` prints it:
 * `drwxr-xr-x    5 markus   markus       1024 Jan 13 18:39 .ssh`. The date is in local time. An absent number shows as
 * 0, which is also what OpenSSH makes of one, and an absent name as `?`. The name stands there raw.
 */
export function longname(attributes: AttributeFields, details: LongnameDetails = {}): string {
  const { mode, uid = 0, gid = 0, exactSize = 0, mtimeMs = 0, filename = "?" } = attributes;
  const { user = String(uid), group = String(gid), nlink = 1, now = Date.now() } = details;
  const columns = [
    // strmode(3) puts a blank behind the mode, for the mark of an ACL.
    `${modeString(mode)} `,
    String(nlink).padStart(3),
    user.padEnd(8),
    group.padEnd(8),
    String(exactSize).padStart(8),
    listDate(mtimeMs, now),
    filename,
  ];
  return columns.join(" ");
}

/**
 * The date of a listing in local time: `Jan 13 18:39`, or `Jan 13  2020` for what is half a year old or in the future.
 *
 * @param now the present time; both in milliseconds since 1970
 */
export function listDate(mtimeMs: number, now = Date.now()): string {
  const date = new Date(mtimeMs);
  const day = `${month(date)} ${String(date.getDate()).padStart(2)}`;
  const age = Math.floor(now / 1000) - Math.floor(mtimeMs / 1000);
  return age >= 0 && age < RECENT ? `${day} ${timeOfDay(date)}` : `${day}  ${date.getFullYear()}`;
}
