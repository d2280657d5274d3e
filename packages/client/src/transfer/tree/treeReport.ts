import { emptyReport, type TransferReport } from "../transferReport.ts";

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
