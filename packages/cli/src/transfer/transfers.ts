import type { TransferReport } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { type FileTransfer, transferView, type ViewOptions } from "./transferView.ts";

/** What a transfer takes so that it can be shown and interrupted. */
export interface ShownOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (transferred: number, total: number) => void;
}

/**
 * The transfers of one command, of files and of trees: shows how they go and what came of them. One that fails is reported
 * and does not keep the others from being done.
 */
export class Transfers {
  readonly #context: Context;
  readonly #view;
  readonly #started = performance.now();
  #files = 0;
  #bytes = 0;

  constructor(options: ViewOptions, context: Context) {
    this.#context = context;
    this.#view = transferView(options, context);
  }

  /** Runs one; resolves when it is over. Rejects only if the user has interrupted it. */
  async run(
    file: FileTransfer,
    transfer: (options: ShownOptions) => Promise<TransferReport | undefined>,
  ): Promise<void> {
    const { signal, report } = this.#context;
    let bytes = 0;
    const onProgress = (transferred: number, total: number): void => {
      bytes = transferred;
      this.#view.progress(file, transferred, total);
    };
    this.#view.start(file);
    try {
      const tree = await transfer({ signal, onProgress });
      this.#files += tree?.files ?? 1;
      this.#bytes += bytes;
      this.#view.done(file, bytes);
      for (const { path, reason } of tree?.skipped ?? []) this.#view.skipped(path, reason);
    } catch (error) {
      this.#view.failed(file, error);
      if (signal.aborted) throw error;
      report(error);
    }
  }

  /** Everything was tried. */
  finish(): void {
    const seconds = Math.round(performance.now() - this.#started) / 1000;
    this.#view.finish({ files: this.#files, bytes: this.#bytes, seconds, verified: false });
  }

  /** Nothing more will be shown. */
  close(): void {
    this.#view.close();
  }
}
