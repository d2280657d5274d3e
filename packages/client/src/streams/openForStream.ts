import type { WriteBehind } from "@sftp/prefetch";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle, sizeOf } from "../remote/remoteHandle.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { type Download, openDownload } from "../transfer/download/openDownload.ts";
import { transferLimits, writeBehind } from "../transfer/limits.ts";

/** What every stream takes. */
export interface StreamOptions {
  signal?: AbortSignal | undefined;
  /** How long the server may be silent, in milliseconds; 0 is no limit. Default: the client's own. */
  timeout?: number | undefined;
  /** The most bytes of content in a second. Default: as fast as possible. */
  rateLimit?: number | undefined;
  /** The most bytes in flight or in memory. Default: the client's own. */
  maxInFlightBytes?: number | undefined;
  /** The exact maximum number of requests in flight. Default (or null): adaptive, bounded in bytes. */
  concurrency?: number | null | undefined;
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

/** Opens a file whose bytes are to be read in order: a download that ends where the file does. */
export async function openToRead(
  context: ClientContext,
  path: string,
  { start, end, signal, timeout, ...bounds }: ReadOptions,
): Promise<OpenedReader> {
  const limits = transferLimits(context, bounds);
  const range = { start, end: end === undefined ? undefined : end + 1 };
  const operation = { name: "open", path, signal, timeout };
  const opened = await openDownload(context, operation, range, limits);
  return { opened, bytes: opened.chunks(range) };
}

/** Opens a file that is to be written in order. */
export async function openToWrite(
  context: ClientContext,
  path: string,
  { flags = "w", mode, start, signal, timeout, ...bounds }: WriteOptions,
): Promise<OpenedWriter> {
  const limits = transferLimits(context, bounds);
  const parsed = parseOpenMode(flags);
  const operation = { name: "open", path, signal, timeout };
  const handle = await RemoteHandle.openFor(context, parsed.flags, { mode }, operation);
  try {
    const offset = start ?? (parsed.append ? await sizeOf(handle, operation) : 0);
    return { handle, bytes: writeBehind(handle, limits, { offset, signal }) };
  } catch (error) {
    discard(handle);
    throw error;
  }
}

/** A file that a stream reads. */
export interface OpenedReader {
  readonly opened: Download;
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/** A file that a stream writes. */
export interface OpenedWriter {
  readonly handle: RemoteHandle;
  readonly bytes: WriteBehind;
}

/** Closes a file of which nobody waits to hear any more. */
export function discard(handle: RemoteHandle | undefined): void {
  handle?.close().catch(() => {});
}

/** How Node's streams are told that a step is done, or failed. */
export type Done = (error?: Error | null) => void;

/** Calls back when a step is done. */
export async function tellWhenDone(step: Promise<void>, done: Done): Promise<void> {
  let failure: Error | undefined;
  try {
    await step;
  } catch (error) {
    failure = error as Error;
  }
  done(failure);
}
