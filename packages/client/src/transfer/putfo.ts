import { Readable } from "node:stream";
import { WriteBehind } from "@sftp/prefetch";
import type { PathOperation } from "../session/operation.ts";
import { unlessAborted } from "../session/unlessAborted.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { UploadTarget } from "./uploadTarget.ts";
import { type TransferLimits, transferLimits } from "./transferLimits.ts";
import { progress, type PutfoOptions } from "./transferOptions.ts";
import { upload } from "./upload.ts";
import type { UploadResult } from "./uploadResult.ts";

/** Where an upload comes from: any iterable of bytes or text, such as a Node stream or a Web stream. */
export type ByteSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Uploads what a source gives, in the order in which it comes. */
export async function putfo(
  context: ClientContext,
  operation: PathOperation,
  source: ByteSource,
  options: PutfoOptions,
): Promise<UploadResult> {
  const limits = transferLimits(context, options);
  const { signal } = operation;
  return upload(context, operation, options, limits, {
    send: (target) => send(source, target, options, limits, signal),
  });
}

async function send(
  source: ByteSource,
  target: UploadTarget,
  options: PutfoOptions,
  limits: TransferLimits,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { fileSize = 0 } = options;
  const { sizes, context } = target.handle;
  const window = { ...limits.window(sizes.write), memory: context.buffers };
  const behind = new WriteBehind(target.sink, { ...window, signal });
  const tell = progress(options, fileSize);
  let told = -1;
  const tellProgress = (): void => {
    if (behind.acknowledged === told) return;
    told = target.written = behind.acknowledged;
    tell?.(told);
  };
  let bytes = 0;
  for await (const part of abortable(source, signal)) {
    const data = typeof part === "string" ? Buffer.from(part) : part;
    bytes += data.length;
    await behind.write(data);
    if (behind.acknowledged > 0) tellProgress();
  }
  await behind.flush();
  tellProgress();
  return bytes;
}

/** What a source gives, until the signal is aborted; a source that is not read to its end is told so. */
async function* abortable<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const parts =
    (source as AsyncIterable<T>)[Symbol.asyncIterator]?.() ?? (source as Iterable<T>)[Symbol.iterator]();
  let isOver = false;
  try {
    for (;;) {
      const next = await unlessAborted(Promise.resolve(parts.next()), signal);
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } finally {
    // One that is stuck is not waited for; a stream that is stuck hears only this.
    if (!isOver && source instanceof Readable) source.destroy();
    else if (!isOver) void Promise.resolve(parts.return?.()).catch(() => {});
  }
}
