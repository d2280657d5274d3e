import fs, { type Stats } from "node:fs";
import { join } from "node:path";

/**
 * Whether any process of this machine has a file open, as far as this one may see. Where there is no /proc, nobody is
 * seen.
 */
export async function isOpenSomewhere({ dev, ino }: Stats): Promise<boolean> {
  for (const pid of await namesIn("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const descriptors = join("/proc", pid, "fd");
    for (const fd of await namesIn(descriptors)) {
      const stats = await fs.promises.stat(join(descriptors, fd)).catch(() => undefined);
      if (stats?.ino === ino && stats.dev === dev) return true;
    }
  }
  return false;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.promises.readdir(folder);
  } catch {
    // Another user's process, or one that has just ended.
    return [];
  }
}
