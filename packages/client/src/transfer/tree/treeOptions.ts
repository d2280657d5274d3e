import type { SFTPAttributes } from "@sftp/attributes";
import type { FileOptions, TransferOptions } from "../transferOptions.ts";
import type { TransferLimits } from "../transferLimits.ts";
import type { CrewOptions } from "./crew.ts";
import type { FileProgress, TreeStep } from "./treeReport.ts";

/** What is done about symbolic links in a tree. */
export type SymlinkPolicy =
  /** They are left out, and named in the report. */
  | "skip"
  /** They are made anew with the same target, whatever that is. */
  | "keep"
  /** What they lead to is copied; one that leads nowhere, or to a folder that it is in, is left out and named in the report. */
  | "follow"
  /** The first one is an error. */
  | "refuse";

/** What a walk through a whole tree takes, whatever is done with its files. */
export interface TreeChoices {
  /** Default: `skip`. */
  symlinks?: SymlinkPolicy | undefined;
  /** Whether something is to be transferred; its path is the one below the top (`a/b.txt`). What it throws ends the transfer. */
  filter?: ((path: string, attributes: SFTPAttributes) => boolean | Promise<boolean>) | undefined;
  /**
   * Finds out what there is to do, and changes nothing: the report then counts what would be done, and has each step of
   * it in `steps`. What turns out only when it is done, such as a missing right, it cannot say. Default: false.
   */
  dryRun?: boolean | undefined;
  /**
   * Told of what failed, a file or a folder, with its path below the top; the transfer then goes on with everything else,
   * and has it in the report's `failed`. A lost connection, a silent server, an abort and a tree that is too large end it
   * nevertheless. Default: the first failure ends the transfer.
   */
  onError?: ((error: unknown, path: string) => void) | undefined;
  /** Told of each step when it is done; in a dry run, when it would be. What it throws ends the transfer. */
  onStep?: ((step: TreeStep) => void) | undefined;
  /**
   * Told after each part how many bytes were transferred so far, how many there are in all files that were found by then,
   * and how far the file is that the part belongs to. What it throws ends the transfer.
   */
  onProgress?: ((transferred: number, total: number, file: FileProgress) => void) | undefined;
  /** The most files in work at once. Default: 64. */
  files?: number | undefined;
  /** How deep folders may be nested. Default: 64. */
  maxDepth?: number | undefined;
  /** How many files and folders there may be. Default: 1,000,000. */
  maxEntries?: number | undefined;
}

/** How whole trees are transferred. */
export interface TreeOptions extends Omit<TransferOptions, "onProgress">, FileOptions, TreeChoices {
  recursive: true;
}

/** What the walk itself looks at; the rest is for those who copy its files. */
export type WalkedOptions = TreeChoices & Omit<TransferOptions, "onProgress"> & Pick<FileOptions, "preserve">;

const POLICIES: readonly unknown[] = ["skip", "keep", "follow", "refuse"] satisfies SymlinkPolicy[];

/** @throws TypeError for a word that would mean something else in silence */
export function checkSymlinkPolicy(symlinks: SymlinkPolicy | undefined): void {
  if (symlinks !== undefined && !POLICIES.includes(symlinks))
    throw new TypeError(`symlinks is ${String(symlinks)}, but must be one of ${POLICIES.join(", ")}`);
}

const DEFAULT_FILES = 64;
const DEFAULT_BYTES = 8 * 1024 * 1024;

/** What these options and the server allow to be in work at once. */
export function crewOptions(
  { signal, files }: WalkedOptions,
  { maxInFlightBytes }: TransferLimits,
  directories: number,
): CrewOptions {
  return {
    signal,
    files: files ?? DEFAULT_FILES,
    weight: maxInFlightBytes ?? DEFAULT_BYTES,
    directories,
  };
}
