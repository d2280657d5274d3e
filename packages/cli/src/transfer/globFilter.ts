import type { SFTPAttributes } from "@sftp/attributes";
import type { Command } from "commander";

export interface TreeGlobOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Whether something of a tree is meant. */
export type TreeFilter = (path: string, attributes: SFTPAttributes) => boolean;

/**
 * What of a tree is transferred: files that match one of the globs to include, if there are any, and nothing that matches
 * one to exclude, directories with everything in them too. A glob without a slash is for names, one with a slash for
 * paths below the top.
 */
export async function globFilter({ include, exclude }: TreeGlobOptions): Promise<TreeFilter | undefined> {
  if (include === undefined && exclude === undefined) return undefined;
  // The matcher is loaded when there is something to match.
  const { globMatcher } = await import("../glob/globMatcher.ts");
  const included = include && globMatcher(include);
  const excluded = exclude && globMatcher(exclude);
  return (path, attributes) =>
    !excluded?.(path) && (included === undefined || attributes.isDirectory() || included(path));
}

/** The options that choose what of a directory is meant. */
export function withGlobs(command: Command): Command {
  return command
    .option("--include <glob>", "of a directory, only files that match, as '*.jpg'; may be repeated", collect)
    .option(
      "--exclude <glob>",
      "of a directory, skip paths that match, as 'node_modules'; may be repeated",
      collect,
    );
}

function collect(glob: string, others: readonly string[] = []): string[] {
  return [...others, glob];
}
