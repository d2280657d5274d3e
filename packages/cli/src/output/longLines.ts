import { listDate, modeString, type SFTPAttributes } from "@sftp/attributes";
import type { SFTPClient } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import stringWidth from "string-width";
import { shortSize } from "./formatBytes.ts";

/** Something that is listed. */
export interface Listed {
  /** As it is shown, escaped. */
  readonly name: string;
  readonly attributes: SFTPAttributes;
}

/** What SFTP's attributes do not have: what the server's own line, or its table of names, tells. */
interface Owners {
  readonly links: string;
  readonly user: string;
  readonly group: string;
}

/** `drwxr-xr-x  2 root  root  4096 ...`: what stands in front of the size in the line of nearly every server. */
const LONGNAME = /^[-bcdlpsDw?][-rwxsStTlL]{9}\S?\s+(\d+)\s+(\S+)\s+(\S+)\s+\d+(?:,\s*\d+)?\s/;

/**
 * Lines as `ls -l` has them, with aligned columns. All of it comes from the attributes, but the link count and the
 * names of owners, which only the server knows.
 */
export function longLines(entries: readonly Listed[], owners: readonly Owners[], human: boolean): string {
  const cells = entries.map(({ attributes }, index) => {
    const { exactSize, mode, mtimeMs } = attributes;
    const { links, user, group } = owners[index]!;
    const size = exactSize === undefined ? "?" : human ? shortSize(Number(exactSize)) : String(exactSize);
    return [modeString(mode), links, user, group, size, mtimeMs === undefined ? "?" : listDate(mtimeMs)];
  });
  const widths = cells.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, stringWidth(cell))),
    [],
  );
  const lines = cells.map((row, index) => {
    const padded = row.map((cell, column) => {
      const blanks = " ".repeat(widths[column]! - stringWidth(cell));
      // Numbers are aligned at their right.
      return column === 1 || column === 4 ? blanks + cell : cell + blanks;
    });
    return `${[...padded, entries[index]!.name].join(" ")}\n`;
  });
  return lines.join("");
}

/** Who owns entries, by name if the server tells names, or `numeric`. */
export async function ownersOf(
  sftp: SFTPClient,
  attributes: readonly SFTPAttributes[],
  numeric: boolean,
): Promise<Owners[]> {
  const named = attributes.map((each) => LONGNAME.exec(each.longname ?? "")?.slice(1) ?? []);
  const ids = numeric ? undefined : await namesById(sftp, attributes, named);
  return attributes.map(({ uid, gid }, index) => {
    const [links = "?", user, group] = named[index]!;
    const [byUid, byGid] = numeric ? [] : [ids?.users.get(uid), ids?.groups.get(gid)];
    return {
      links,
      user: escapeName(byUid || (numeric ? undefined : user) || String(uid ?? "?")),
      group: escapeName(byGid || (numeric ? undefined : group) || String(gid ?? "?")),
    };
  });
}

type Names = ReadonlyMap<number | undefined, string>;

/** The names of the ids that the server's own lines do not name. */
async function namesById(
  sftp: SFTPClient,
  attributes: readonly SFTPAttributes[],
  named: readonly (readonly string[])[],
): Promise<{ users: Names; groups: Names } | undefined> {
  const unnamed = attributes.filter((_, index) => isNumber(named[index]![1]) || isNumber(named[index]![2]));
  const uids = distinct(unnamed.map(({ uid }) => uid));
  const gids = distinct(unnamed.map(({ gid }) => gid));
  if (uids.length + gids.length === 0) return undefined;
  if (!sftp.capabilities.has("users-groups-by-id@openssh.com")) return undefined;
  try {
    const { users, groups } = await sftp.usersGroupsById(uids, gids);
    return {
      users: new Map(uids.map((uid, index) => [uid, users[index] ?? ""])),
      groups: new Map(gids.map((gid, index) => [gid, groups[index] ?? ""])),
    };
  } catch {
    // Numbers do as well.
    return undefined;
  }
}

/** Whether a server's line has no name, but at most an id. */
function isNumber(text: string | undefined): boolean {
  return text === undefined || /^\d+$/.test(text);
}

function distinct(ids: readonly (number | undefined)[]): number[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}
