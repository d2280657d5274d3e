import type { SFTPClient } from "@sftp/client";
import type { Context } from "../context.ts";
import { isRemoteDirectory } from "../transfer/destination.ts";
import type { Directories } from "./expandGlob.ts";
import { isGlob } from "./isGlob.ts";

/** A path as the user wrote it: what it is literally, and what it is as a glob. */
export interface WrittenPath {
  readonly path: string;
  readonly pattern: string;
}

/** How globs are treated. */
export interface GlobOptions {
  /** Takes every character as itself. */
  readonly literal?: true;
  /** Is satisfied if nothing matches. */
  readonly force?: true;
}

/** Says that a glob matches nothing. */
class NothingMatches extends Error {
  readonly code = "ENOENT";
  readonly path: string;

  constructor(path: string) {
    super("nothing matches");
    this.path = path;
  }
}

/**
 * The paths on a server that the user means. What exists literally wins over what it would match as a glob; a glob that
 * matches nothing is reported, and does not keep the others from being expanded.
 */
export function expandRemote(
  sftp: SFTPClient,
  written: readonly WrittenPath[],
  options: GlobOptions,
  context: Pick<Context, "signal" | "report">,
): Promise<string[]> {
  const { signal } = context;
  return expandAll(written, options, context, {
    async exists(path) {
      try {
        await sftp.lstat(path, { signal });
        return true;
      } catch (error) {
        signal.throwIfAborted();
        // What may not be looked at is left to the command, which says why.
        return (error as NodeJS.ErrnoException).code !== "ENOENT";
      }
    },
    isDirectory: (path) => isRemoteDirectory(sftp, path, signal),
    async list(directory) {
      try {
        const entries = await sftp.listdirAttr(directory || ".", { signal });
        return entries.map((entry) => ({ name: entry.filename!, isDirectory: entry.isDirectory() }));
      } catch {
        signal.throwIfAborted();
        return [];
      }
    },
  });
}

/** The paths that the user means, in a file system; see `expandRemote`. */
export async function expandAll(
  written: readonly WrittenPath[],
  { literal, force }: GlobOptions,
  { signal, report }: Pick<Context, "signal" | "report">,
  directories: Directories,
): Promise<string[]> {
  const found: string[] = [];
  for (const { path, pattern } of written) {
    if (literal || !isGlob(pattern) || (await directories.exists(path))) {
      found.push(path);
      continue;
    }
    // The matcher is loaded when there is something to match.
    const { expandGlob } = await import("./expandGlob.ts");
    const paths = await expandGlob(pattern, directories);
    signal.throwIfAborted();
    if (paths.length === 0 && !force) report(new NothingMatches(path));
    found.push(...paths);
  }
  return found;
}
