import { mkdir } from "node:fs/promises";
import { onTestFinished } from "vitest";

import { runOk } from "../process/run.ts";

/** A disk that is soon full. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Makes it larger, or smaller if that has room for what is on it. */
  resize(size: string): Promise<void>;
}

/**
 * Mounts a disk in memory for the running test, which needs root's rights.
 *
 * @param size as mount has it: `1m`
 */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk> {
  await mkdir(folder);
  const owner = `uid=${process.getuid!()},gid=${process.getgid!()},mode=755`;
  await asRoot("mount", ["-t", "tmpfs", "-o", `size=${size},${owner}`, "tmpfs", folder]);
  // Whoever is about to be ended may still have a file open there.
  onTestFinished(() => asRoot("umount", ["--lazy", folder]));
  return { folder, resize: (to) => asRoot("mount", ["-o", `remount,size=${to}`, folder]) };
}

async function asRoot(name: string, args: readonly string[]): Promise<void> {
  if (process.getuid!() === 0) await runOk(name, args);
  else await runOk("sudo", ["-n", name, ...args]);
}
