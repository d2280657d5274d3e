import { lstat, readdir } from "node:fs/promises";
import type { Context } from "../context.ts";
import { quotedGlob } from "./isGlob.ts";
import { inHome } from "../shell/inHome.ts";
import { isLocalDirectory } from "../transfer/destination.ts";
import { expandAll, type WrittenPath } from "./remotePaths.ts";

/** The paths on this computer that the user means by words of our shell, which no other shell has expanded. */
export function expandLocal(
  words: readonly string[],
  context: Pick<Context, "signal" | "report" | "env" | "session">,
): Promise<string[]> {
  const written = words.map((word) => inLocalHome(word, context));
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

/** A word of our shell as a local path; the home directory that `~` stands for is no glob, whatever characters it has. */
function inLocalHome(word: string, { env, session }: Pick<Context, "env" | "session">): WrittenPath {
  const path = inHome(word, env);
  const pattern = session?.patterns.get(word) ?? word;
  return path === word
    ? { path, pattern }
    : { path, pattern: quotedGlob(inHome("~", env)) + pattern.slice(1) };
}
