import { readAhead, TransferError } from "@sftp/prefetch";
import { unlessAborted } from "../session/unlessAborted.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { openForReading } from "./openForReading.ts";
import type { Paced } from "./pacer.ts";
import { transferError } from "./transferError.ts";
import { type DownloadOptions, progress } from "./transferOptions.ts";

/** What is read, and how. */
export interface WholeCall extends DownloadOptions, CallOptions, Paced {
  path: string;
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
  session: Session,
  call: WholeCall,
  take: (bytes: Uint8Array) => Promise<void> | void,
): Promise<number> {
  const { source, window, attributes, checkUnchanged, close } = await openForReading(session, call);
  try {
    const size = attributes.size ?? 0;
    const most = size === 0 || call.mayGrow === true ? Number.POSITIVE_INFINITY : size;
    const tell = progress(call, size);
    let position = 0;
    const options = {
      ...window,
      // One byte more shows whether the file goes on.
      end: most + 1,
      signal: call.signal,
    };
    for await (const bytes of readAhead(source, options)) {
      position += bytes.length;
      if (position > most) throw new TransferError("ERR_SFTP_CHANGED", size, position);
      await unlessAborted(Promise.resolve(take(bytes)), call.signal);
      tell?.(position);
    }
    if (position < size) throw new TransferError("ERR_SFTP_TRUNCATED", size, position);
    await checkUnchanged();
    if (position === 0) tell?.(0);
    return position;
  } catch (error) {
    throw transferError(error, call);
  } finally {
    close();
  }
}
