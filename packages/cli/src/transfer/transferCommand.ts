import { type Command, InvalidArgumentError, Option } from "commander";
import type { SFTPAttributes } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { UsageError } from "../usageError.ts";
import { globFilter, type GlobOptions, withGlobs } from "./globFilter.ts";

/** The options of the commands that transfer; not every one has them all. */
export interface TransferCommandOptions extends RemoteOptions, GlobOptions {
  readonly recursive?: true;
  readonly preserve?: true;
  readonly resume?: true;
  readonly atomic?: true;
  readonly verify?: "hash";
  readonly dryRun?: true;
  /** Bytes a second. */
  readonly limit?: number;
  readonly quiet?: true;
}

/** Stands for stdin or stdout in the place of a local path. */
export const STDIO = "-";

/** A command that transfers files and folders, wherever they are. */
export function transferCommand(name: string, description: string): Command {
  return withGlobs(remoteCommand(name, description))
    .option("--atomic", "give files their names only when they are complete")
    .addOption(
      new Option("--verify <how>", "compare the contents of what was sent and what arrived").choices([
        "hash",
      ]),
    )
    .option("--dry-run", "only say what would be done")
    .option("--limit <rate>", "the most bytes a second, as 500K, 2M or 1G", rate)
    .addOption(new Option("-q, --quiet", "say nothing but what went wrong").conflicts("json"));
}

/** Adds `--resume`, to commands between this computer and a server. */
export function withResume(command: Command): Command {
  return command.addOption(
    new Option("--resume", "keep what an earlier transfer has left, as far as it is right").conflicts(
      "atomic",
    ),
  );
}

/** Adds `-r` and `--preserve`, to commands that take files too. */
export function withFiles(command: Command): Command {
  return command
    .option("-r, --recursive", "transfer folders and all that is in them; symbolic links are left out")
    .option("--preserve", "give the copies the permissions and times of the originals");
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

/** The options of the library for a file. */
export interface FileChoices {
  readonly preserve: boolean | undefined;
  readonly resume: boolean | undefined;
  readonly atomic: boolean | undefined;
  readonly verify: "hash" | undefined;
  readonly rateLimit: number | undefined;
}

/** The options of the library for a tree. */
export interface TreeChoices extends FileChoices {
  readonly recursive: true;
  readonly dryRun: boolean | undefined;
  readonly filter: ((path: string, attributes: SFTPAttributes) => boolean) | undefined;
}

export function fileOptions({
  preserve,
  resume,
  atomic,
  verify,
  limit,
}: TransferCommandOptions): FileChoices {
  return { preserve, resume, atomic, verify, rateLimit: limit };
}

export function treeOptions(options: TransferCommandOptions): TreeChoices {
  return { ...fileOptions(options), recursive: true, dryRun: options.dryRun, filter: globFilter(options) };
}

/**
 * @param usesStdio whether a file is stdin or stdout
 * @throws UsageError for options that would do nothing
 */
export function checkTransferOptions(options: TransferCommandOptions, usesStdio: boolean): void {
  const { recursive, include, exclude } = options;
  if (!recursive && (include ?? exclude) !== undefined) {
    throw new UsageError("--include and --exclude choose what of a folder is transferred: they need -r");
  }
  if (usesStdio) checkStdio(options);
}

/** Refuses what stdin and stdout have no use for. */
function checkStdio(options: TransferCommandOptions): void {
  for (const name of ["recursive", "preserve", "resume", "verify", "dryRun", "limit"] as const) {
    if (options[name] !== undefined)
      throw new UsageError(
        `with - for stdin or stdout there is no --${name === "dryRun" ? "dry-run" : name}`,
      );
  }
}

const UNITS = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function rate(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(text) ?? [];
  const value = Number(number) * UNITS[unit.toUpperCase() as keyof typeof UNITS];
  if (!(value >= 1)) throw new InvalidArgumentError("It must be bytes a second, as 500K, 2M or 1G.");
  return Math.floor(value);
}
