import { basename } from "node:path/posix";
import type { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";

/** What `ls --json` and `stat --json` say of a file; what the server did not send is left out. */
export function fileFields(name: string, attributes: SFTPAttributes): Record<string, unknown> {
  const { exactSize, mode, uid, gid, mtimeMs, atimeMs, longname, type } = attributes;
  return {
    name,
    nameBytes: isUtf8(name) ? undefined : Buffer.from(utf8.encode(name)).toString("base64"),
    type,
    size: exactSize === undefined ? undefined : Number(exactSize),
    mode,
    uid,
    gid,
    mtime: seconds(mtimeMs),
    atime: seconds(atimeMs),
    longname,
  };
}

/** The name that a path ends in; the path itself where it ends in none. */
export function lastName(path: string): string {
  return basename(path) || path;
}

/** Bytes that are no UTF-8 stand in names as lone surrogates. */
function isUtf8(name: string): boolean {
  return !/\p{Cs}/u.test(name);
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000);
}
