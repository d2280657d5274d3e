import { Readable } from "node:stream";
import { WriteBehind } from "@sftp/prefetch";
import { type Bytes, pieceOf } from "../../arguments/bytes.ts";
import { unlessAborted } from "../../session/abort.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { PathOperation } from "../../session/operation.ts";
import { type TransferLimits, transferLimits } from "../limits.ts";
import { progress, type PutfoOptions } from "../options.ts";
import type { UploadResult } from "../report.ts";
import { upload } from "./upload.ts";
import type { UploadTarget } from "./uploadTarget.ts";

/**
 * The parts that a source gives, until the signal is aborted. The first one can be waited for before the rest. A source
 * that is not read to its end is destroyed when this is disposed of.
 */
export class InputParts implements AsyncIterable<Uint8Array>, AsyncDisposable {
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  #parts: AsyncIterator<Bytes> | Iterator<Bytes> | undefined;
  #first: Promise<IteratorResult<Uint8Array>> | undefined;
  #isOver = false;

  constructor(source: ByteSource, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
    // Its error is heard by whoever reads it; one that nobody reads any more must not end the process.
    if (source instanceof Readable) source.on("error", () => {});
  }

  /** Waits for the first part, or the end. @throws what the source fails with */
  async ready(): Promise<void> {
    this.#first ??= this.#next();
    await this.#first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const next = await (this.#first ?? this.#next());
      this.#first = undefined;
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** A source that is stuck is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#source instanceof Readable) this.#source.destroy();
    else void Promise.resolve(this.#parts?.return?.()).catch(() => {});
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    this.#parts ??=
      (this.#source as AsyncIterable<Bytes>)[Symbol.asyncIterator]?.() ??
      (this.#source as Iterable<Bytes>)[Symbol.iterator]();
    const next = await unlessAborted(Promise.resolve(this.#parts.next()), this.#signal);
    this.#isOver = next.done === true;
    return next.done === true ? next : { value: pieceOf(next.value) };
  }
}

/** Where an upload comes from: any iterable of bytes or text, such as a Node stream or a Web stream. */
export type ByteSource = AsyncIterable<Bytes> | Iterable<Bytes>;

/** Uploads the parts of a source, in the order in which they come. */
export async function putfo(
  context: ClientContext,
  operation: PathOperation,
  parts: InputParts,
  options: PutfoOptions,
): Promise<UploadResult> {
  const limits = transferLimits(context, options);
  const content = {
    ready: () => parts.ready(),
    send: (target: UploadTarget) => send(parts, target, options, limits, operation.signal),
  };
  return upload({ context, operation, options, limits, content });
}

async function send(
  parts: InputParts,
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
  try {
    for await (const part of parts) {
      bytes += part.length;
      await behind.write(part);
      if (behind.acknowledged > 0) tellProgress();
    }
    await behind.flush();
    tellProgress();
  } catch (error) {
    behind.stop(error);
    throw error;
  }
  return bytes;
}
