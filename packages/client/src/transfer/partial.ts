import { lstat, unlink } from "node:fs/promises";
import { fileType } from "@sftp/attributes";
import type { Session } from "../session/session.ts";

/**
 * Removes what a failed download left, if it is a regular file: a device or a link that was written to is
 * somebody else's. As far as it can be done; the failure itself is what counts.
 */
export async function removeLocalPartial(path: string | Buffer): Promise<void> {
  try {
    if ((await lstat(path)).isFile()) await unlink(path);
  } catch {
    // It stays.
  }
}

/**
 * Removes what a failed upload left, if it is a regular file and the session still lives.
 *
 * @param timeout how long the server may be silent, in milliseconds
 */
export async function removeRemotePartial(session: Session, path: string, timeout: number): Promise<void> {
  try {
    const { attrs } = await session.call("lstat", { path }, { timeout });
    if (fileType(attrs.mode) === "file") await session.call("remove", { path }, { timeout });
  } catch {
    // It stays.
  }
}
