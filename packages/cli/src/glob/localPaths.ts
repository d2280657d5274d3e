import { lstat, readdir } from "node:fs/promises";
import type { Context } from "../context.ts";
import { isLocalDirectory } from "../transfer/destination.ts";
import { expandAll, type WrittenPath } from "./remotePaths.ts";

/** The paths on this computer that the user means, where no shell has expanded them. */
export function expandLocal(
  written: readonly WrittenPath[],
  context: Pick<Context, "signal" | "report">,
): Promise<string[]> {
  return expandAll(written, {}, context, {
    async exists(path) {
      try {
        await lstat(path);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ENOENT";
      }
    },
    isDirectory: isLocalDirectory,
    async list(directory) {
      try {
        const entries = await readdir(directory || ".", { withFileTypes: true });
        return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
      } catch {
        return [];
      }
    },
  });
}
