import { lstat, unlink } from "node:fs/promises";
import { fileType } from "@sftp/attributes";
import type { ClientContext } from "../session/clientContext.ts";
import { isMissing } from "../tree/isMissing.ts";

/**
 * Removes what a failed download left, if it is a regular file: a device or a link that was written to is
 * somebody else's. As far as it can be done; the failure itself is what counts.
 *
 * @returns whether there is nothing left
 */
export async function removeLocalPartial(path: string | Buffer): Promise<boolean> {
  try {
    if (!(await lstat(path)).isFile()) return false;
    await unlink(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/**
 * Removes what a failed upload left, if it is a regular file and the session still lives.
 *
 * @param timeout how long the server may be silent, in milliseconds
 * @returns whether there is nothing left, as far as is known
 */
export async function removeRemotePartial(
  context: ClientContext,
  path: string,
  timeout: number,
): Promise<boolean> {
  try {
    const { attrs } = await context.session.call("lstat", { path }, { timeout });
    if (fileType(attrs.mode) !== "file") return false;
    await context.session.call("remove", { path }, { timeout });
    return true;
  } catch (error) {
    return isMissing(error);
  }
}
