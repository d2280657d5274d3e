import { type Command, Option } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { UsageError } from "../usageError.ts";
import { globFilter, type GlobOptions } from "./globFilter.ts";

/** The options of `get` and `put`. */
export interface TransferCommandOptions extends RemoteOptions, GlobOptions {
  readonly recursive?: true;
  readonly preserve?: true;
  readonly quiet?: true;
}

/** Stands for stdin or stdout in the place of a local path. */
export const STDIO = "-";

/** A command that transfers files, with the options that both directions have. */
export function transferCommand(name: string, description: string): Command {
  return remoteCommand(name, description)
    .option("-r, --recursive", "transfer folders and all that is in them; symbolic links are left out")
    .option("--include <glob>", "with -r, only files like these, as '*.jpg'; may be repeated", collect)
    .option("--exclude <glob>", "with -r, nothing like this, as 'node_modules'; may be repeated", collect)
    .option("--preserve", "give the copies the permissions and times of the originals")
    .addOption(new Option("-q, --quiet", "say nothing but what went wrong").conflicts("json"));
}

/** What there is to be transferred, and where it goes. */
export interface Itinerary {
  readonly sources: readonly [string, ...string[]];
  readonly destination: string | undefined;
}

/** Of several paths the last is where the others go; a single one goes to its default. */
export function itinerary(paths: readonly string[]): Itinerary {
  const [first = "", ...others] = paths;
  const destination = others.pop();
  return { sources: [first, ...others], destination };
}

/** The options of the library for a tree. */
export function treeOptions(options: TransferCommandOptions): {
  recursive: true;
  preserve: boolean | undefined;
  filter: ReturnType<typeof globFilter>;
} {
  return { recursive: true, preserve: options.preserve, filter: globFilter(options) };
}

/** @throws UsageError for options that would do nothing */
export function checkTransferOptions({ recursive, include, exclude }: TransferCommandOptions): void {
  if (!recursive && (include ?? exclude) !== undefined) {
    throw new UsageError("--include and --exclude choose what of a folder is transferred: they need -r");
  }
}

function collect(glob: string, others: readonly string[] = []): string[] {
  return [...others, glob];
}
