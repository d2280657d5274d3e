import type { TreeReport } from "@sftp/sftp";
import type { FileTransfer, TransferView } from "./transferView.ts";

/** What a transfer takes so that it can be shown and interrupted. */
export interface ShownOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (transferred: number, total: number) => void;
}

/** Runs a transfer, of one file or of a tree, and shows how it goes and what came of it. */
export async function runTransfer(
  file: FileTransfer,
  view: TransferView,
  signal: AbortSignal,
  transfer: (options: ShownOptions) => Promise<TreeReport | undefined>,
): Promise<void> {
  const started = performance.now();
  let bytes = 0;
  const onProgress = (transferred: number, total: number): void => {
    bytes = transferred;
    view.progress(file, transferred, total);
  };
  view.start(file);
  try {
    const report = await transfer({ signal, onProgress });
    const files = report?.files ?? 1;
    view.done(file, bytes);
    for (const { path, reason } of report?.skipped ?? []) view.skipped(path, reason);
    const seconds = Math.round(performance.now() - started) / 1000;
    view.finish({ files, bytes, seconds, verified: false });
  } catch (error) {
    view.failed(file, error);
    throw error;
  } finally {
    view.close();
  }
}
