import type { FileTransfer, TransferView } from "./transferView.ts";

/** What a transfer takes that is shown. */
export interface ShownOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (transferred: number, total: number) => void;
}

/** Runs the transfer of one file and shows how it goes. */
export async function runTransfer(
  file: FileTransfer,
  view: TransferView,
  signal: AbortSignal,
  transfer: (options: ShownOptions) => Promise<unknown>,
): Promise<void> {
  const started = performance.now();
  let bytes = 0;
  view.start(file);
  try {
    await transfer({
      signal,
      onProgress(transferred, total) {
        bytes = transferred;
        view.progress(file, transferred, total);
      },
    });
    view.done(file, bytes);
    view.finish({ files: 1, bytes, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    view.failed(file, error);
    throw error;
  } finally {
    view.close();
  }
}
