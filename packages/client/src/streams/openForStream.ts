import { parseOpenMode } from "../file/openMode.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { type Download, openDownload } from "../transfer/download/openDownload.ts";
import { transferLimits } from "../transfer/limits.ts";
import { OrderedWriter } from "../transfer/upload/orderedWriter.ts";

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
export function openToWrite(
  context: ClientContext,
  path: string,
  { flags = "w", mode, start, signal, timeout, ...bounds }: WriteOptions,
): Promise<OrderedWriter> {
  const operation = { name: "open", path, signal, timeout };
  const limits = transferLimits(context, bounds);
  return OrderedWriter.open(context, operation, parseOpenMode(flags), { mode, start }, limits);
}

/** A file that a stream reads. */
export interface OpenedReader {
  readonly opened: Download;
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
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
