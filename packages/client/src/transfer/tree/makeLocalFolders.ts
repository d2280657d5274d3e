import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a local folder, and those above it that are missing. Node's recursive `mkdir` would try for ever where nothing can
 * be made but ENOENT is the answer, as in /proc.
 */
export async function makeLocalFolders(path: string): Promise<void> {
  try {
    await makeLocalFolder(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    await makeLocalFolders(parent);
    await makeLocalFolder(path);
  }
}

async function makeLocalFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isThere) throw error;
  }
}
