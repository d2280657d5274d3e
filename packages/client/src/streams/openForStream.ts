import { readAhead, WriteBehind } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { sizeOf } from "../file/sizeOf.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { transferLimits } from "../transfer/transferLimits.ts";

/** What every stream takes. */
export interface StreamOptions {
  signal?: AbortSignal | undefined;
  /** How long the server may be silent, in milliseconds; 0 is no limit. Default: the client's own. */
  timeout?: number | undefined;
  /** The most bytes of content in a second. Default: as fast as it goes. */
  rateLimit?: number | undefined;
}

/** Which part of a file a stream reads. */
export interface ReadOptions extends StreamOptions {
  /** The first byte. Default: 0. */
  start?: number | undefined;
  /** The last byte, inclusive. Default: the end of the file. */
  end?: number | undefined;
}

/** How a stream writes a file. */
export interface WriteOptions extends StreamOptions {
  /** As the mode of `SFTPClient.open`. Default: `w`. */
  flags?: string | undefined;
  /** Permissions of a file that is created. Default: what the server does by itself. */
  mode?: number | undefined;
  /** Where the first byte goes; with flags `r+` this writes into a file that is there. Default: 0. */
  start?: number | undefined;
}

/** A file that a stream reads, or writes. */
export interface OpenedStream<T> {
  readonly handle: RemoteHandle;
  readonly bytes: T;
}

/** Opens a file whose bytes are to be read in order. */
export async function openToRead(
  context: ClientContext,
  path: string,
  { start, end, signal, timeout, rateLimit }: ReadOptions,
): Promise<OpenedStream<AsyncGenerator<Uint8Array, void, undefined>>> {
  const operation = { name: "open", path, signal, timeout };
  const handle = await RemoteHandle.openFor(context, OpenFlags.READ, {}, operation);
  const limits = transferLimits(context, { rateLimit });
  const bytes = readAhead(limits.source(handle), {
    ...limits.window(handle.sizes.read),
    start,
    end: end === undefined ? undefined : end + 1,
    signal,
  });
  return { handle, bytes };
}

/** Opens a file that is to be written in order. */
export async function openToWrite(
  context: ClientContext,
  path: string,
  { flags = "w", mode, start, signal, timeout, rateLimit }: WriteOptions,
): Promise<OpenedStream<WriteBehind>> {
  const parsed = parseOpenMode(flags);
  const operation = { name: "open", path, signal, timeout };
  const handle = await RemoteHandle.openFor(context, parsed.flags, { mode }, operation);
  try {
    const offset = start ?? (parsed.append ? await sizeOf(handle, operation) : 0);
    const limits = transferLimits(context, { rateLimit });
    const window = limits.window(handle.sizes.write);
    return { handle, bytes: new WriteBehind(limits.sink(handle), { ...window, offset, signal }) };
  } catch (error) {
    discard(handle);
    throw error;
  }
}

/** Closes a file of which nobody waits to hear any more. */
export function discard(handle: RemoteHandle | undefined): void {
  handle?.close().catch(() => {});
}
