import type { SFTPAttributes } from "@sftp/attributes";
import type { TransferLimits } from "../limits.ts";
import type { FileOptions, TransferOptions, UploadOptions } from "../options.ts";
import { emptyReport, type TransferReport } from "../report.ts";
import type { WorkerOptions } from "./workers.ts";

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

/** How whole trees are uploaded. */
export interface PutTreeOptions extends TreeOptions, Omit<UploadOptions, keyof TransferOptions> {}

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
export function workerOptions(
  { signal, files }: WalkedOptions,
  { maxInFlightBytes }: TransferLimits,
  directories: number,
): WorkerOptions {
  return {
    signal,
    files: files ?? DEFAULT_FILES,
    weight: maxInFlightBytes ?? DEFAULT_BYTES,
    directories,
  };
}

/** One thing that was done in a tree, or that would be. */
export interface TreeStep {
  /** `mkdir` makes a folder, unless it is there, and `link` a symbolic link. */
  action: "mkdir" | "copy" | "link" | "delete";
  /** The path below the top; "" is the top itself. */
  path: string;
  /** Of a file that is copied, in bytes, where it is known. */
  size?: number | undefined;
}

/** How far one file is. */
export interface FileProgress {
  /** The path below the top. */
  path: string;
  /** Bytes. */
  transferred: number;
  /** Bytes; 0 if that is not known. */
  size: number;
}

/** What a transfer of a tree achieved; the paths in it are those below the top. */
export interface TreeReport extends TransferReport {
  /** How many files and links were left as they were, because they were the same already; only `sync` looks. */
  unchanged: number;
  /** How many files, links and folders were deleted at the target; only `sync` does, and only when asked to. */
  deleted: number;
  /** What is to be done, in a dry run; else empty. */
  steps: TreeStep[];
}

/** The report of a tree of which nothing is done yet, or that is no more than a file. */
export function treeReport(report: TransferReport = emptyReport()): TreeReport {
  return { ...report, unchanged: 0, deleted: 0, steps: [] };
}
