import { Writable } from "node:stream";
import { memoryOf } from "../arguments/bytes.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { OrderedWriter } from "../transfer/upload/orderedWriter.ts";
import { type Done, openToWrite, tellWhenDone, type WriteOptions } from "./openForStream.ts";

/** What `createWriteStream` takes beside the path, as in `node:fs`. */
export interface WriteStreamOptions extends WriteOptions {
  encoding?: BufferEncoding | undefined;
  /** How many bytes may wait in the stream itself. */
  highWaterMark?: number | undefined;
}

/**
 * A remote file to be written as a Node stream, with many requests on their way. `finish` comes only when the last byte
 * was acknowledged and the file was closed: it means success.
 */
export class WriteStream extends Writable {
  readonly path: string;
  /** How many bytes were taken so far. */
  bytesWritten = 0;
  readonly #context: ClientContext;
  readonly #options: WriteStreamOptions;
  readonly #controller = new AbortController();
  #opening: Promise<OrderedWriter> | undefined;

  /** @internal */
  constructor(context: ClientContext, path: string, options: WriteStreamOptions) {
    const { encoding, highWaterMark, signal } = options;
    super({ defaultEncoding: encoding, highWaterMark, signal });
    this.#context = context;
    this.#options = options;
    this.path = path;
    this.on("newListener", (event) => {
      if (event === "open" || event === "ready") this.#writer().catch((error: Error) => this.destroy(error));
    });
  }

  /**
   * The file is opened when the first bytes are here, or the end: a source that fails before costs nothing. Whoever listens
   * for `open` or `ready` has it opened at once.
   */
  #writer(): Promise<OrderedWriter> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /**
   * As in Node, but bytes are the caller's again as soon as this returns `true`, not only at the callback: `pipeline` asks a
   * generator for the next chunk then.
   *
   * @throws TypeError if the memory of the chunk was transferred to another owner
   */
  override write(chunk: unknown, callback?: Done): boolean;
  override write(chunk: unknown, encoding: BufferEncoding, callback?: Done): boolean;
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    let bytes = chunk;
    if (ArrayBuffer.isView(chunk)) {
      const memory = memoryOf(chunk);
      const returnsTrue = this.writableLength + memory.length < this.writableHighWaterMark;
      bytes = returnsTrue ? memory.slice() : memory;
    }
    return super.write(bytes, ...(rest as [BufferEncoding, Done]));
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.bytesWritten += data.length;
    void tellWhenDone(
      this.#writer().then((writer) => writer.write(data)),
      done,
    );
  }

  override _final(done: Done): void {
    void tellWhenDone(
      this.#writer().then((writer) => writer.finish()),
      done,
    );
  }

  /** Ends what is under way at once, also while the file is being opened, which Node would wait for. */
  override destroy(error?: Error): this {
    this.#controller.abort();
    return super.destroy(error);
  }

  override _destroy(reason: Error | null, done: Done): void {
    void tellWhenDone(this.#end(reason), done);
  }

  /** @throws the reason, which says what is left */
  async #end(reason: Error | null): Promise<void> {
    const writer = await this.#opening?.catch(() => undefined);
    const isOver = writer === undefined || (writer.isDelivered && reason === null);
    const shown = isOver ? reason : await writer.abandon(reason);
    if (shown !== null) throw shown;
  }

  async #open(): Promise<OrderedWriter> {
    const options = { ...this.#options, signal: this.#controller.signal };
    const writer = await openToWrite(this.#context, this.path, options);
    this.emit("open");
    this.emit("ready");
    return writer;
  }
}
