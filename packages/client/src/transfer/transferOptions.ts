import type { WindowOptions } from "@sftp/prefetch";
import type { OperationOptions } from "../session/callOptions.ts";

/** What every transfer takes. */
export interface TransferOptions extends OperationOptions {
  /**
   * Told after each part how many bytes were transferred so far and how many there are in all (0 if that is not
   * known); the last time with the final number, and once, of 0 bytes, for an empty file. What it throws ends
   * the transfer and is what the transfer rejects with.
   */
  onProgress?: ((transferred: number, total: number) => void) | undefined;
  /** The exact ceiling of requests on their way. Default (or null): adaptive, bounded in bytes. */
  concurrency?: number | null | undefined;
  /** The most bytes on their way or in memory. Default: 8 MiB. */
  maxInFlightBytes?: number | undefined;
}

/** What makes a download. */
export interface DownloadOptions extends TransferOptions {
  /** `false` asks for one part after another, for fragile servers. Default: true. */
  prefetch?: boolean | undefined;
  /**
   * The length that the file is known to have, in bytes; 0 is unknown. With it the server is not asked, which
   * some cannot stand. Default: asked by FSTAT.
   */
  fileSize?: number | undefined;
  /**
   * `check` asks again at the end for size and modification time, and fails with ERR_SFTP_CHANGED if they are not what
   * they were: what was read is then no state that the file ever had. Default: `none`.
   */
  consistency?: "none" | "check" | undefined;
}

/** What makes an upload. */
export interface UploadOptions extends TransferOptions {
  /** Whether the size is compared by STAT when all is written. Default: true. */
  confirm?: boolean | undefined;
}

/** What a transfer from file to file takes beside. */
export interface FileOptions {
  /** Whether the copy also gets permissions and times of the original. Default: false. */
  preserve?: boolean | undefined;
  /** Whether what a transfer that failed has written so far is removed or kept. Default: `remove`. */
  onPartial?: "remove" | "keep" | undefined;
}

/** How `get` works. */
export interface GetOptions extends DownloadOptions, FileOptions {}

/** How `put` works. */
export interface PutOptions extends UploadOptions, FileOptions {}

/** How `putfo` works. */
export interface PutfoOptions extends UploadOptions {
  /** How many bytes will come, where that is known: the total that `onProgress` is told. Default: 0, unknown. */
  fileSize?: number | undefined;
  /** Whether what an upload that failed has written so far is removed or kept. Default: `remove`. */
  onPartial?: "remove" | "keep" | undefined;
}

/** How much may be on its way, in requests of this size. */
export function windowOptions(
  options: TransferOptions & { prefetch?: boolean | undefined },
  requestSize: number,
): WindowOptions {
  return {
    requestSize,
    concurrency: options.prefetch === false ? 1 : options.concurrency,
    maxInFlightBytes: options.maxInFlightBytes,
  };
}

/** `onProgress` with the total filled in; `undefined` if nobody listens. */
export function progress(
  { onProgress }: TransferOptions,
  total: number,
): ((transferred: number) => void) | undefined {
  return onProgress && ((transferred) => onProgress(transferred, total));
}
