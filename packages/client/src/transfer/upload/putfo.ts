import { Readable } from "node:stream";
import { WriteBehind } from "@sftp/prefetch";
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
export class InputParts<T> implements AsyncIterable<T>, AsyncDisposable {
  readonly #source: AsyncIterable<T> | Iterable<T>;
  readonly #signal: AbortSignal | undefined;
  #parts: AsyncIterator<T> | Iterator<T> | undefined;
  #first: Promise<IteratorResult<T>> | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<T> | Iterable<T>, signal: AbortSignal | undefined) {
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

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
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

  async #next(): Promise<IteratorResult<T>> {
    this.#parts ??=
      (this.#source as AsyncIterable<T>)[Symbol.asyncIterator]?.() ??
      (this.#source as Iterable<T>)[Symbol.iterator]();
    const next = await unlessAborted(Promise.resolve(this.#parts.next()), this.#signal);
    this.#isOver = next.done === true;
    return next;
  }
}

/** Where an upload comes from: any iterable of bytes or text, such as a Node stream or a Web stream. */
export type ByteSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Uploads the parts of a source, in the order in which they come. */
export async function putfo(
  context: ClientContext,
  operation: PathOperation,
  parts: InputParts<Uint8Array | string>,
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
  parts: AsyncIterable<Uint8Array | string>,
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
  for await (const part of parts) {
    const data = typeof part === "string" ? Buffer.from(part) : part;
    bytes += data.length;
    await behind.write(data);
    if (behind.acknowledged > 0) tellProgress();
  }
  await behind.flush();
  tellProgress();
  return bytes;
}
