import type { FileProgress, TransferReport, TreeReport, TreeStep } from "@sftp/client";
import type { Context } from "../context.ts";
import { below } from "../places/below.ts";
import { Interruption } from "./interruption.ts";
import {
  type Progress,
  type Summary,
  type Transfer,
  type TransferView,
  transferView,
  type ViewOptions,
} from "./transferView.ts";

/** What the transfer of a file takes so that it can be shown and interrupted. */
export interface ShownOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (transferred: number, total: number) => void;
}

/** What the transfer of a tree takes for that, and so that it goes on where something fails. */
export interface ShownTreeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (transferred: number, total: number, file: FileProgress) => void;
  readonly onStep: (step: TreeStep) => void;
  readonly onError: (error: unknown, path: string) => void;
}

type Options = ViewOptions & { readonly resume?: true };

/**
 * The transfers of one command, of files and of trees: shows how they go and what came of them. One that fails is reported
 * and does not keep the others from being done.
 */
export class Transfers {
  readonly #context: Context;
  readonly #options: Options;
  readonly #view: TransferView;
  readonly #started = performance.now();
  readonly #reports: (TransferReport & Partial<TreeReport>)[] = [];
  /** The files that are complete, and their bytes; the reports come too late for that when the user interrupts. */
  #done = { files: 0, bytes: 0 };
  #failed = 0;
  /** How far all was when the present transfer began. */
  #before: Progress = { transferred: 0, total: 0 };
  #overall: Progress = this.#before;

  private constructor(options: Options, context: Context, view: TransferView) {
    this.#context = context;
    this.#options = options;
    this.#view = view;
  }

  /** Shows what is transferred in `work`, and at its end what came of it all. */
  static async within(
    options: Options,
    context: Context,
    work: (transfers: Transfers) => Promise<void>,
  ): Promise<void> {
    const transfers = new Transfers(options, context, await transferView(options, context));
    try {
      await work(transfers);
      transfers.#finish();
    } catch (error) {
      if (error instanceof Interruption) transfers.#finish();
      throw error;
    } finally {
      transfers.#view.close();
    }
  }

  /** Transfers one file; resolves when it is over. Rejects only if the user has interrupted it. */
  async file(file: Transfer, run: (options: ShownOptions) => Promise<TransferReport>): Promise<void> {
    this.#view.start(file);
    await this.#run(file, undefined, async () => {
      const { signal } = this.#context;
      const onProgress = (transferred: number, total: number): void =>
        this.#progress(file, { transferred, total }, { transferred, total });
      const report = await run({ signal, onProgress });
      this.#complete(file, report.bytes);
      return report;
    });
  }

  /** Says that something was left out. */
  skip(path: string, reason: string): void {
    this.#view.skipped(path, reason);
  }

  /** Transfers one tree; resolves when it is over. Rejects only if the user has interrupted it. */
  async tree(tree: Transfer, run: (options: ShownTreeOptions) => Promise<TreeReport>): Promise<void> {
    const files = new Map<string, Transfer>();
    const before = this.#done.files;
    /** The transfer of a file of the tree, by its path below the top. */
    const begun = (path: string): Transfer => {
      const known = files.get(path);
      if (known !== undefined) return known;
      const file = part(tree, path);
      files.set(path, file);
      this.#view.start(file);
      return file;
    };
    await this.#run(
      tree,
      () => this.#done.files - before,
      async () => {
        const report = await run({
          signal: this.#context.signal,
          onProgress: (transferred, total, { path, transferred: ofFile, size }) =>
            this.#progress(begun(path), { transferred: ofFile, total: size }, { transferred, total }),
          onStep: ({ action, path, size }) => {
            if (action === "copy" && !this.#options.dryRun) {
              this.#complete(begun(path), size ?? 0);
              files.delete(path);
            } else if (action !== "mkdir" || this.#options.dryRun) {
              this.#view.step({ action, size, transfer: part(tree, path) });
            }
          },
          onError: (error, path) => this.#fail(files.get(path) ?? part(tree, path), error),
        });
        for (const { path, reason } of report.skipped) this.#view.skipped(path, reason);
        return report;
      },
    );
  }

  /** @param complete how many files of a tree are complete */
  async #run(
    transfer: Transfer,
    complete: (() => number) | undefined,
    run: () => Promise<TransferReport>,
  ): Promise<void> {
    const before = this.#done;
    try {
      const report = await run();
      this.#reports.push(report);
      // The sizes of files that were told before are what was known of them then.
      this.#done = { files: before.files + report.files, bytes: before.bytes + report.bytes };
    } catch (error) {
      if (this.#context.signal.aborted) {
        const resume = this.#options.resume === true;
        throw new Interruption(transfer, { cause: error, resume, complete: complete?.() });
      }
      this.#fail(transfer, error);
    }
    this.#before = this.#overall;
  }

  #progress(file: Transfer, progress: Progress, { transferred, total }: Progress): void {
    this.#overall = {
      transferred: this.#before.transferred + transferred,
      total: this.#before.total + total,
    };
    this.#view.progress(file, progress, this.#overall);
  }

  #complete(file: Transfer, bytes: number): void {
    const { files, bytes: before } = this.#done;
    this.#done = { files: files + 1, bytes: before + bytes };
    this.#view.done(file, bytes);
  }

  #fail(file: Transfer, error: unknown): void {
    this.#failed++;
    this.#view.failed(file, error);
    this.#context.report(error);
  }

  #finish(): void {
    const reports = this.#reports;
    const sum = (of: (report: (typeof reports)[number]) => number): number =>
      reports.reduce((total, report) => total + of(report), 0);
    this.#view.finish({
      ...this.#done,
      seconds: Math.round(performance.now() - this.#started) / 1000,
      verified: weakest(reports.filter(({ files }) => files > 0)),
      resumed: sum(({ resumed }) => resumed),
      skipped: sum(({ skipped }) => skipped.length),
      unchanged: sum(({ unchanged = 0 }) => unchanged),
      deleted: sum(({ deleted = 0 }) => deleted),
      failed: this.#failed,
      dryRun: this.#options.dryRun === true,
    });
  }
}

/** The weakest comparison that any file got. */
function weakest(reports: readonly TransferReport[]): Summary["verified"] {
  const found = reports.map(({ verified }) => verified);
  if (found.length === 0 || found.includes(undefined)) return false;
  return found.includes("size") ? "size" : "hash";
}

/** The transfer of what is at this path in a tree. */
function part({ operation, source, target }: Transfer, path: string): Transfer {
  return { operation, source: below(source, path), target: below(target, path) };
}
