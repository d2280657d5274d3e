import type { SFTPAttributes } from "@sftp/attributes";
import { PROTOCOL_ERROR, type SFTPError } from "@sftp/wire";
import { callError } from "../../session/failures.ts";
import { Unmet } from "../report.ts";
import { treeReport, type TreeReport, type TreeStep, type WalkedOptions } from "./treeOptions.ts";

const DEFAULT_DEPTH = 64;
const DEFAULT_ENTRIES = 1_000_000;
const TREE_LIMIT = "ERR_SFTP_TREE_LIMIT";

/** After these nothing else can come to any good. */
const ENDS_ALL: ReadonlySet<unknown> = new Set([
  "ABORT_ERR",
  "ECONNRESET",
  "ENOTCONN",
  "ETIMEDOUT",
  "ERR_SFTP_CLOSED",
  PROTOCOL_ERROR,
  TREE_LIMIT,
]);

/** Keeps the books of a tree: what it turns out to hold, what came of it, and whether that is more than may be. */
export class TreeProgress {
  readonly report: TreeReport = treeReport();
  /** What could not be set of folders. */
  readonly unmet = new Unmet(this.report.unchecked);
  readonly #options: WalkedOptions;
  readonly #operation: string;
  #entries = 0;
  /** Those at the target. */
  #there = 0;
  /** Bytes of all files found so far, and of what of them was transferred. */
  #total = 0;
  #transferred = 0;
  /** Whether a function of the user's has thrown. */
  #isStopped = false;

  constructor(options: WalkedOptions, operation: string) {
    this.#options = options;
    this.#operation = operation;
  }

  /** Something was found at this depth below the top. */
  found(path: string, depth: number): void {
    const { maxDepth = DEFAULT_DEPTH, maxEntries = DEFAULT_ENTRIES } = this.#options;
    if (depth > maxDepth) this.#end(path, `the tree is nested deeper than ${maxDepth} folders (maxDepth)`);
    if (++this.#entries > maxEntries)
      this.#end(path, `the tree has more than ${maxEntries} entries (maxEntries)`);
  }

  /** Something was found at the target. */
  foundThere(path: string): void {
    const { maxEntries = DEFAULT_ENTRIES } = this.#options;
    if (++this.#there > maxEntries)
      this.#end(path, `the target has more than ${maxEntries} entries (maxEntries)`);
  }

  /** An entry of the folder at `path` was left out because of its name. */
  unsafe(path: string, depth: number, { message }: SFTPError): void {
    this.found(path, depth);
    this.skip(path, message);
  }

  skip(path: string, reason: string): void {
    this.report.skipped.push({ path, reason });
  }

  /** Something was done, or would be. */
  step(step: TreeStep): void {
    if (this.#options.dryRun === true) this.report.steps.push(step);
    this.#users(() => this.#options.onStep?.(step));
  }

  /** A file is about to be transferred; returns its `onProgress`. */
  begin(path: string, size = 0): (transferred: number) => void {
    this.#total += size;
    let before = 0;
    return (transferred) => {
      this.#transferred += transferred - before;
      before = transferred;
      const total = Math.max(this.#total, this.#transferred);
      this.#users(() => this.#options.onProgress?.(this.#transferred, total, { path, transferred, size }));
    };
  }

  /** Whether the filter lets something pass. */
  async wants(path: string, attributes: SFTPAttributes): Promise<boolean> {
    try {
      return (await this.#options.filter?.(path, attributes)) !== false;
    } catch (error) {
      this.#isStopped = true;
      throw error;
    }
  }

  /** Notes that something failed. Returns whether the rest goes on. */
  outlives(error: unknown, path: string): boolean {
    const { onError } = this.#options;
    const { code } = error as NodeJS.ErrnoException;
    if (onError === undefined || this.#isStopped || code === undefined || ENDS_ALL.has(code)) return false;
    this.report.failed.push({ path, error });
    this.#users(() => onError(error, path));
    return true;
  }

  /** Calls a function of the user's; nothing outlives what it throws. */
  #users<R>(call: () => R): R {
    try {
      return call();
    } catch (error) {
      this.#isStopped = true;
      throw error;
    }
  }

  #end(path: string, words: string): never {
    throw callError(TREE_LIMIT, words, { name: this.#operation, path });
  }
}
