import type { SFTPAttributes } from "@sftp/attributes";
import type { Operation } from "../../session/operation.ts";
import type { TransferLimits } from "../limits.ts";
import type { TransferReport } from "../report.ts";
import type { TreeSource, TreeTarget } from "./treeEnds.ts";

/** How one file of a tree is copied. */
export interface FileCopy {
  /** Ends it. */
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (transferred: number) => void;
  /** Whether its name at the target is known to be free. */
  readonly isFree?: boolean;
}

/** A file or link at the one end, and what has its name at the other. */
export interface Pair<T> {
  readonly path: string;
  readonly attributes: SFTPAttributes;
  readonly folder: T;
  readonly name: string;
  readonly there: SFTPAttributes;
}

/** What is done about what is at the target already. */
export interface UpdateRules<T> {
  /** Whether two files are the same, so that nothing need be done. */
  isSame(pair: Pair<T>, operation: Operation): boolean | Promise<boolean>;
  /** Whether what is only at the target, or of another kind there, is deleted. */
  readonly delete: boolean;
}

/**
 * What is to be done with a tree: its two ends, and how a file gets from the one to the other.
 *
 * @typeParam T what a folder is at the end that is copied to
 */
export interface TreeJob<T> {
  /** In the API's words. */
  readonly operation: string;
  /** What bounds the transfer of all files together. */
  readonly limits: TransferLimits;
  readonly source: TreeSource;
  readonly target: TreeTarget<T>;
  copy(path: string, folder: T, name: string, file: FileCopy): Promise<TransferReport>;
  /** Copies the source itself, if that is a single file. */
  copyItself(file: FileCopy): Promise<TransferReport>;
  /** Whether two files of the same length have the same content. */
  isSame(path: string, folder: T, name: string, length: number, operation: Operation): Promise<boolean>;
  /** Without them everything is copied, whatever is there. */
  readonly rules?: UpdateRules<T> | undefined;
}
