import { Readable } from "node:stream";
import { asBuffer } from "../file/bytes.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { type Done, openToRead, type ReadOptions, tellWhenDone } from "./openForStream.ts";

/** What `createReadStream` takes beside the path, as in `node:fs`. */
export interface ReadStreamOptions extends ReadOptions {
  encoding?: BufferEncoding | undefined;
  /** How many bytes may wait in the stream itself. */
  highWaterMark?: number | undefined;
}

/** The content of a remote file as a Node stream, read ahead as `get` reads. */
export class ReadStream extends Readable {
  readonly path: string;
  /** How many bytes were read so far. */
  bytesRead = 0;
  readonly #context: ClientContext;
  readonly #options: ReadStreamOptions;
  readonly #controller = new AbortController();
  #bytes: AsyncGenerator<Uint8Array, void, undefined> | undefined;

  /** @internal */
  constructor(context: ClientContext, path: string, options: ReadStreamOptions) {
    const { encoding, highWaterMark, signal } = options;
    super({ encoding, highWaterMark, signal });
    this.#context = context;
    this.#options = options;
    this.path = path;
  }

  override _construct(done: Done): void {
    void tellWhenDone(this.#open(), (error) => done(this.destroyed ? null : error));
  }

  override _read(): void {
    void this.#pushNext();
  }

  /** Ends what is under way at once, also while the file is being opened, which Node would wait for. */
  override destroy(error?: Error): this {
    this.#controller.abort();
    return super.destroy(error);
  }

  async #open(): Promise<void> {
    const options = { ...this.#options, signal: this.#controller.signal };
    const { opened, bytes } = await openToRead(this.#context, this.path, options);
    this.once("close", () => opened[Symbol.dispose]());
    this.#bytes = bytes;
    this.emit("open");
    this.emit("ready");
  }

  async #pushNext(): Promise<void> {
    try {
      const { value } = await this.#bytes!.next();
      this.bytesRead += value?.length ?? 0;
      this.push(value === undefined ? null : asBuffer(value));
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
