import { lstat, readdir } from "node:fs/promises";
import { utf8 } from "@sftp/wire";
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
        await lstat(bytesOf(path));
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ENOENT";
      }
    },
    isDirectory: isLocalDirectory,
    async list(directory) {
      try {
        const path = bytesOf(directory || ".");
        const entries = await readdir(path, { withFileTypes: true, encoding: "buffer" });
        return entries.map((entry) => ({ name: utf8.decode(entry.name), isDirectory: entry.isDirectory() }));
      } catch {
        return [];
      }
    },
  });
}

/** Names that are not UTF-8 can be given to the system only as bytes. */
function bytesOf(path: string): Buffer {
  return Buffer.from(utf8.encode(path));
}

/** A word of our shell as a local path; the home directory that `~` stands for is no glob, whatever characters it has. */
function inLocalHome(word: string, { env, session }: Pick<Context, "env" | "session">): WrittenPath {
  const path = inHome(word, env);
  const pattern = session?.patterns.get(word) ?? word;
  return path === word
    ? { path, pattern }
    : { path, pattern: quotedGlob(inHome("~", env)) + pattern.slice(1) };
}
