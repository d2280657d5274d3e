import { lstat, unlink } from "node:fs/promises";

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
