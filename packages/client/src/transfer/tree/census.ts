import { callError } from "../../session/callError.ts";
import { emptyReport, type TransferReport } from "../transferReport.ts";
import type { TreeOptions } from "./treeOptions.ts";

const DEFAULT_DEPTH = 64;
const DEFAULT_ENTRIES = 1_000_000;

/** Counts what a tree turns out to hold, and ends it when that is more than it may be. */
export class Census {
  readonly report: TransferReport = emptyReport();
  readonly #options: TreeOptions;
  readonly #operation: string;
  #entries = 0;
  /** Bytes of all files found so far, and of what of them was transferred. */
  #total = 0;
  #transferred = 0;

  constructor(options: TreeOptions, operation: string) {
    this.#options = options;
    this.#operation = operation;
  }

  /** Something was found at this depth below the top. */
  found(path: string, depth: number): void {
    const { maxDepth = DEFAULT_DEPTH, maxEntries = DEFAULT_ENTRIES } = this.#options;
    if (depth > maxDepth) this.#fail(path, `the tree is nested deeper than ${maxDepth} folders (maxDepth)`);
    if (++this.#entries > maxEntries)
      this.#fail(path, `the tree has more than ${maxEntries} entries (maxEntries)`);
  }

  skip(path: string, reason: string): void {
    this.report.skipped.push({ path, reason });
  }

  /** A file is about to be transferred; returns its `onProgress`. */
  begin(size: number | undefined): (transferred: number) => void {
    this.#total += size ?? 0;
    let before = 0;
    return (transferred) => {
      this.#transferred += transferred - before;
      before = transferred;
      this.#options.onProgress?.(this.#transferred, Math.max(this.#total, this.#transferred));
    };
  }

  #fail(path: string, words: string): never {
    throw callError("ERR_SFTP_TREE_LIMIT", words, { operation: this.#operation, path });
  }
}
