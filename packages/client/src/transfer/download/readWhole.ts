import type { Writable } from "node:stream";
import { TransferError } from "@sftp/prefetch";
import { unlessAborted } from "../../session/abort.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { OperationOptions, PathOperation } from "../../session/operation.ts";
import { checkGrowth, follows, isSnapshot } from "../growth.ts";
import { readingError, SIZE_ADVICE } from "../failure.ts";
import { type TransferLimits, transferLimits } from "../limits.ts";
import { type DownloadOptions, progress } from "../options.ts";
import { openDownload } from "./openDownload.ts";

/**
 * Reads a file from beginning to end and hands its bytes on in order, waiting for each part to be taken.
 *
 * @returns how many bytes that were
 * @throws SFTPError ERR_SFTP_TRUNCATED or ERR_SFTP_CHANGED if they are fewer or more than the server said
 */
async function readWhole(
  context: ClientContext,
  operation: PathOperation,
  options: DownloadOptions,
  limits: TransferLimits,
  take: (bytes: Uint8Array) => Promise<void> | void,
  lease?: HandleLease,
): Promise<number> {
  const { signal } = operation;
  using opened = await openDownload(context, operation, options, limits, lease);
  try {
    const size = opened.attributes.size ?? 0;
    const most = size === 0 || follows(options) ? Number.POSITIVE_INFINITY : size;
    const tell = progress(options, size);
    let position = 0;
    let end = 0;
    // One byte more shows whether the file goes on.
    for await (const bytes of opened.chunks({ end: most + 1 })) {
      end += bytes.length;
      if (end > most && !isSnapshot(options)) throw new TransferError("ERR_SFTP_CHANGED", size, end);
      if (position === most) break;
      const wanted = bytes.subarray(0, most - position);
      position += wanted.length;
      await unlessAborted(Promise.resolve(take(wanted)), signal);
      tell?.(position);
    }
    if (!follows(options) || end < size) await checkGrowth(size, end, () => opened.sizeNow());
    await opened.checkUnchanged();
    if (position === 0) tell?.(0);
    return position;
  } catch (error) {
    throw readingError(error, operation, SIZE_ADVICE);
  }
}

/** Where a download goes in order: a Node stream or a Web stream. It is not ended. */
export type ByteSink = NodeJS.WritableStream | Writable | WritableStream<Uint8Array>;

/** Takes bytes one part after another. */
export interface PartSink {
  /** Resolves when the part was taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more comes. */
  release(): void;
}

/** A sink of either kind as one that takes parts. */
function partSink(sink: ByteSink): PartSink {
  return "getWriter" in sink ? webSink(sink) : nodeSink(sink);
}

function webSink(sink: WritableStream<Uint8Array>): PartSink {
  const writer = sink.getWriter();
  return { write: (bytes) => writer.write(bytes), release: () => writer.releaseLock() };
}

function nodeSink(sink: NodeJS.WritableStream): PartSink {
  let broken: ((error: Error) => void) | undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    broken?.(failure);
  };
  const onClose = (): void => fail(new Error("the stream was closed before everything was written to it"));
  // The listener for errors stays after a failure: the stream may tell of it once more.
  sink.on("error", fail).on("close", onClose);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        broken = reject;
        sink.write(bytes, (error) => (error ? fail(error) : resolve()));
      }),
    release() {
      sink.off("close", onClose);
      if (failure === undefined) sink.off("error", fail);
    },
  };
}

/** Downloads a file into a stream; returns how many bytes were written. */
export async function getfo(
  context: ClientContext,
  operation: PathOperation,
  sink: ByteSink,
  options: DownloadOptions,
): Promise<number> {
  const parts = partSink(sink);
  try {
    const limits = transferLimits(context, options);
    return await readWhole(context, operation, options, limits, (bytes) => parts.write(bytes));
  } finally {
    parts.release();
  }
}

/** What `readFile` takes beside the path. */
export interface ReadFileOptions extends OperationOptions {
  /** How the bytes are made text. Default: they stay bytes. */
  encoding?: BufferEncoding | undefined;
}

/** The content of a file. */
export async function readFile(context: ClientContext, operation: PathOperation): Promise<Buffer> {
  using lease = await context.handles.acquire(1, operation.signal);
  const parts: Uint8Array[] = [];
  const take = (bytes: Uint8Array): void => void parts.push(bytes);
  await readWhole(context, operation, { onGrowth: "follow" }, transferLimits(context, {}), take, lease);
  return Buffer.concat(parts);
}
