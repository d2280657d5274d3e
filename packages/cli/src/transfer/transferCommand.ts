import { type Command, Option } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import { globFilter, type TreeFilter, type TreeGlobOptions, withGlobs } from "./globFilter.ts";
import { libraryOptions, type TransferCommandName, withTransferFlags } from "./transferFlags.ts";

/** The options of the commands that transfer; not every one has them all. */
export interface TransferCommandOptions extends RemoteOptions, TreeGlobOptions {
  readonly recursive?: true;
  readonly recurse?: true;
  readonly literal?: true;
  readonly resume?: true;
  readonly dryRun?: true;
  readonly quiet?: true;
}

/** Stands for stdin or stdout where a local path is expected. */
export const STDIO = "-";

/** A command that transfers files and directories, wherever they are. */
export function transferCommand(name: TransferCommandName, description: string, context: Context): Command {
  const command = withTransferFlags(remoteCommand(name, description, context), name);
  return withGlobs(command)
    .option("-n, --dry-run", "only print what would be done")
    .addOption(new Option("-q, --quiet", "print nothing but errors").conflicts("json"));
}

/** Adds `-r`, to commands that also take files. */
export function withFiles(command: Command): Command {
  return command
    .option("-r, --recursive", "transfer directories with everything in them")
    .addOption(new Option("-R, --recurse", "the same as -r").hideHelp());
}

/** Whether directories are transferred. */
export function isRecursive({ recursive, recurse }: TransferCommandOptions): boolean {
  return recursive === true || recurse === true;
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

/** The options of the library for a file: those that the flags set. */
export type FileChoices = Record<string, unknown>;

/** The options of the library for a tree. */
export interface TreeChoices extends FileChoices {
  readonly recursive: true;
  readonly dryRun: boolean | undefined;
  readonly filter: TreeFilter | undefined;
}

/** Options that only trees have. */
const TREE_ONLY = ["symlinks", "files"];

/** Options that only files have. */
const FILE_ONLY = ["fileSize"];

export function fileOptions(options: TransferCommandOptions): FileChoices {
  return without(libraryOptions({ ...options }), TREE_ONLY);
}

export async function treeOptions(options: TransferCommandOptions): Promise<TreeChoices> {
  const chosen = without(libraryOptions({ ...options }), FILE_ONLY);
  return { ...chosen, recursive: true, dryRun: options.dryRun, filter: await globFilter(options) };
}

function without(options: FileChoices, names: readonly string[]): FileChoices {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

/**
 * @param usesStdio whether a file is stdin or stdout
 * @throws UsageError for options that would do nothing
 */
export function checkTransferOptions(options: TransferCommandOptions, usesStdio: boolean): void {
  const { include, exclude } = options;
  if (!isRecursive(options) && (include ?? exclude) !== undefined) {
    throw new UsageError("--include and --exclude choose what of a directory is transferred: they need -r");
  }
  if (usesStdio) checkStdio(options);
}

/** What a transfer from stdin or to stdout cannot do. */
const NOT_FOR_STDIO = ["preserve", "resume", "verify", "rateLimit"];

function checkStdio(options: TransferCommandOptions): void {
  const { recursive, recurse, dryRun } = options;
  const given = { ...libraryOptions({ ...options }), recursive: recursive ?? recurse, "dry-run": dryRun };
  for (const name of [...NOT_FOR_STDIO, "recursive", "dry-run"]) {
    if ((given as Record<string, unknown>)[name] === undefined) continue;
    const flag = name === "rateLimit" ? "limit" : name;
    throw new UsageError(`with - for stdin or stdout, --${flag} cannot be used`);
  }
}
