import { TransferError } from "@sftp/prefetch";
import type { ClientContext } from "../session/clientContext.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import type { PathOperation } from "../session/operation.ts";
import { unlessAborted } from "../session/unlessAborted.ts";
import { openForReading } from "./openForReading.ts";
import { readingError, SIZE_ADVICE } from "./transferError.ts";
import type { TransferLimits } from "./transferLimits.ts";
import { type DownloadOptions, progress } from "./transferOptions.ts";

/** How a file is read from beginning to end. */
export interface WholeOptions extends DownloadOptions {
  /** Whether bytes beyond the stated size are read too, rather than an error. */
  mayGrow?: boolean;
}

/**
 * Reads a file from beginning to end and hands its bytes on in order, waiting for each part to be taken.
 *
 * @returns how many bytes that were
 * @throws SFTPError ERR_SFTP_TRUNCATED or ERR_SFTP_CHANGED if they are fewer or more than the server said
 */
export async function readWhole(
  context: ClientContext,
  operation: PathOperation,
  options: WholeOptions,
  limits: TransferLimits,
  take: (bytes: Uint8Array) => Promise<void> | void,
  lease?: HandleLease,
): Promise<number> {
  const { signal } = operation;
  using opened = await openForReading(context, operation, options, limits, lease);
  try {
    const size = opened.attributes.size ?? 0;
    const most = size === 0 || options.mayGrow === true ? Number.POSITIVE_INFINITY : size;
    const tell = progress(options, size);
    let position = 0;
    // One byte more shows whether the file goes on.
    for await (const bytes of opened.chunks({ end: most + 1 })) {
      position += bytes.length;
      if (position > most) throw new TransferError("ERR_SFTP_CHANGED", size, position);
      await unlessAborted(Promise.resolve(take(bytes)), signal);
      tell?.(position);
    }
    if (position < size) throw new TransferError("ERR_SFTP_TRUNCATED", size, position);
    await opened.checkUnchanged();
    if (position === 0) tell?.(0);
    return position;
  } catch (error) {
    throw readingError(error, operation, SIZE_ADVICE);
  }
}
