import type { OperationOptions } from "../session/operation.ts";

/** What every transfer takes. */
export interface TransferOptions extends OperationOptions {
  /**
   * Told after each part how many bytes were transferred so far and how many there are in all (0 if that is not
   * known); the last time with the final number, and once, of 0 bytes, for an empty file. Bytes that are kept from
   * before count. What it throws ends the transfer and is what the transfer rejects with.
   */
  onProgress?: ((transferred: number, total: number) => void) | undefined;
  /** The exact ceiling of requests on their way. Default (or null): adaptive, bounded in bytes. */
  concurrency?: number | null | undefined;
  /** The most bytes on their way or in memory. Default: the client's own. */
  maxInFlightBytes?: number | undefined;
  /**
   * What becomes of a source that grows while it is read, such as a log: `snapshot` copies it up to the size that it had
   * when it was opened, and counts it in the report's `grown`; `follow` reads on to its end; `error` fails with
   * ERR_SFTP_CHANGED. A server that states another size than there is fails the transfer all the same. Default: `snapshot`.
   */
  onGrowth?: "snapshot" | "follow" | "error" | undefined;
  /** The most bytes of content in a second, of a whole tree together. Default: as fast as it goes. */
  rateLimit?: number | undefined;
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
  /**
   * Whether the size is compared by STAT when all is written. If the server refuses STAT, or has moved the file, the
   * report says so in `unchecked`; with `"required"` that is an error, which leaves the file as it is. Default: true.
   */
  confirm?: boolean | "required" | undefined;
  /**
   * With `atomic`, what is done about a file that has the name already where the server cannot replace it in one step:
   * an error, or it is removed first, after which there is none for a moment. Default: `error`.
   */
  replace?: "error" | "unlink-first" | undefined;
  /**
   * With `atomic`, gives the name of the temporary file, from the final one and a part that is unique, which must be in it.
   * Default: `.NAME.RANDOM.part`, or without the dot if the server refuses that.
   */
  tempName?: ((name: string, random: string) => string) | undefined;
  /** With `atomic`, the remote directory of the temporary file, in the same file system. Default: that of the file. */
  tempDirectory?: string | undefined;
}

/** What becomes of the file that is written. */
export interface TargetOptions {
  /**
   * Writes under a temporary name in the same folder, `.NAME.RANDOM.part`, and gives the file its name when all of it is
   * there: under that name there is never a part of it. A link of that name is replaced. Default: false.
   */
  atomic?: boolean | undefined;
  /**
   * Has the file survive a power cut: it is on the disk when the transfer succeeds. Fails with ENOTSUP at a server that
   * has no fsync@openssh.com. Default: false.
   */
  durable?: boolean | undefined;
  /**
   * What becomes of what a transfer that failed has written so far: it is removed, or kept up to where it is known to have
   * no gap. Default: `remove`; with `resume` it is kept.
   */
  onPartial?: "remove" | "keep" | undefined;
}

/** What a transfer from file to file takes beside. */
export interface FileOptions extends TargetOptions {
  /** Whether the copy also gets permissions and times of the original. Default: false. */
  preserve?: boolean | undefined;
  /**
   * Keeps what there is already of the copy, up to the first byte in which it differs from the original. All of it is
   * compared: by digests if the server computes them (check-file), else by reading it. `"tail"` compares only the last
   * MiB of it, and all only if that differs. Default: false.
   */
  resume?: boolean | "tail" | undefined;
  /**
   * How the copy is compared with its original when it is complete: by its size, or by its content, for which the server
   * computes digests (check-file) or everything is read back. Default: `size`.
   */
  verify?: "size" | "hash" | undefined;
}

/** How `get` works. */
export interface GetOptions extends DownloadOptions, FileOptions {}

/** How `put` works. */
export interface PutOptions extends UploadOptions, FileOptions {}

/** How `putfo` works. */
export interface PutfoOptions extends UploadOptions, TargetOptions {
  /** How many bytes will come, where that is known: the total that `onProgress` is told. Default: 0, unknown. */
  fileSize?: number | undefined;
}

/** `onProgress` with the total filled in and what was kept from before counted; `undefined` if nobody listens. */
export function progress(
  { onProgress }: Pick<TransferOptions, "onProgress">,
  total: number,
  kept = 0,
): ((transferred: number) => void) | undefined {
  return onProgress && ((transferred) => onProgress(kept + transferred, total));
}

/** Whether what a failed transfer has written stays. */
export function keepsPartial({ onPartial, resume }: TargetOptions & FileOptions): boolean {
  return onPartial === "keep" || isResumed({ resume });
}

/** Whether there may be something to go on from. */
export function isResumed({ resume }: FileOptions): boolean {
  return resume === true || resume === "tail";
}

type AnyOptions = Omit<TransferOptions, "onProgress"> &
  FileOptions &
  Pick<UploadOptions, "confirm" | "replace">;

/**
 * Refuses options of a transfer that exclude each other.
 *
 * @throws TypeError that says which, and why
 */
export function checkOptions(options: AnyOptions): void {
  const { atomic = false, confirm, onPartial, replace, resume = false, verify } = options;
  if (atomic && resume !== false)
    throw new TypeError("atomic and resume exclude each other: an atomic transfer always begins anew");
  if (resume !== false && onPartial === "remove")
    throw new TypeError('resume keeps what was transferred, so onPartial cannot be "remove"');
  if (replace !== undefined && !atomic)
    throw new TypeError("replace says how an atomic upload takes its name, so it needs atomic");
  if (confirm === false && verify !== undefined)
    throw new TypeError("verify compares what was uploaded, which confirm: false forbids");
}
