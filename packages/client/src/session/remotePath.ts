import { callError } from "./callError.ts";

/**
 * A path as it is sent: below the working directory if there is one and the path is relative, else untouched
 * (paramiko's rule).
 *
 * @throws TypeError if it is no string; SFTPError EINVAL for a NUL, at which servers might cut it.
 */
export function remotePath(path: string, cwd: string | undefined): string {
  if (typeof path !== "string") throw new TypeError(`a remote path must be a string, but is ${typeof path}`);
  if (path.includes("\0")) throw callError("EINVAL", "a path cannot hold a NUL character", { path });
  if (cwd === undefined || path.startsWith("/")) return path;
  return cwd === "/" ? `/${path}` : `${cwd}/${path}`;
}
