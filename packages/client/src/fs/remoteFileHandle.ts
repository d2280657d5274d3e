import { asBuffer } from "../file/bytes.ts";
import { FileReader } from "../file/fileReader.ts";
import { FileWriter } from "../file/fileWriter.ts";
import type { RemoteHandle } from "../remote/remoteHandle.ts";
import { encodingOf, secondsOf, type TimeLike } from "./arguments.ts";
import { type RemoteBigIntStats, type RemoteStats, type StatOptions, statsOf } from "./stats.ts";

/** What is read into where none is given, in bytes, as in Node. */
const DEFAULT_BUFFER = 16 * 1024;

/** What `FileHandle.read` takes as an object. */
interface ReadOptions {
  buffer?: Uint8Array;
  offset?: number | null;
  length?: number | null;
  position?: number | bigint | null;
}

/** An open remote file in the form of `fs.promises.FileHandle`: positional, with a current position for who gives none. */
export class RemoteFileHandle {
  readonly fd: number;
  readonly #handle: RemoteHandle;
  readonly #reader: FileReader;
  readonly #writer: FileWriter;
  readonly #onClose: (fd: number) => void;
  #position: number;

  /**
   * @param end in append modes, the end of the file: where it begins
   * @param onClose told once, when it is closed
   */
  constructor(handle: RemoteHandle, fd: number, end: number | undefined, onClose: (fd: number) => void) {
    this.#handle = handle;
    this.fd = fd;
    this.#position = end ?? 0;
    this.#onClose = onClose;
    this.#reader = new FileReader(handle, 1);
    this.#writer = new FileWriter(handle, 0, end !== undefined, {
      written: (offset, length) => this.#reader.invalidate(offset, length),
    });
  }

  /** `(buffer, offset, length, position)`, `(buffer, options)` or `(options)`. */
  async read(
    first: Uint8Array | ReadOptions = {},
    second: number | ReadOptions | null = 0,
    third?: number | null,
    fourth?: number | bigint | null,
  ): Promise<{ bytesRead: number; buffer: Uint8Array }> {
    if (!(first instanceof Uint8Array)) return this.read(first.buffer ?? Buffer.alloc(DEFAULT_BUFFER), first);
    if (typeof second === "object" && second !== null) {
      return this.read(first, second.offset, second.length, second.position);
    }
    return this.#read(first, second ?? 0, third, fourth);
  }

  async #read(
    buffer: Uint8Array,
    at: number,
    length: number | null | undefined,
    position: number | bigint | null | undefined,
  ): Promise<{ bytesRead: number; buffer: Uint8Array }> {
    const given = position !== undefined && position !== null && position >= 0;
    const from = given ? Number(position) : this.#position;
    const bytes = await this.#reader.read(from, length ?? buffer.length - at);
    buffer.set(bytes, at);
    if (!given) this.#position = from + bytes.length;
    return { bytesRead: bytes.length, buffer };
  }

  /** `(buffer, offset, length, position)` or `(text, position, encoding)`. */
  async write<D extends Uint8Array | string>(
    data: D,
    first?: number | null,
    second?: number | BufferEncoding | null,
    third?: number | null,
  ): Promise<{ bytesWritten: number; buffer: D }> {
    const bytes =
      typeof data === "string"
        ? Buffer.from(data, (second as BufferEncoding | null) ?? undefined)
        : part(data, first ?? 0, second as number | null | undefined);
    const position = typeof data === "string" ? first : third;
    await this.#write(bytes, position ?? undefined);
    return { bytesWritten: bytes.length, buffer: data };
  }

  /** All that is left from the current position on. */
  async readFile(
    options?: BufferEncoding | { encoding?: BufferEncoding | null } | null,
  ): Promise<string | Buffer> {
    const bytes = asBuffer(await this.#reader.readRest(this.#position));
    this.#position += bytes.length;
    const encoding = encodingOf(options);
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }

  async writeFile(data: string | Uint8Array): Promise<void> {
    await this.#write(typeof data === "string" ? Buffer.from(data) : data);
  }

  async appendFile(data: string | Uint8Array): Promise<void> {
    await this.writeFile(data);
  }

  async stat(options?: StatOptions): Promise<RemoteStats | RemoteBigIntStats> {
    return statsOf(await this.#handle.stat(), options);
  }

  async truncate(length = 0): Promise<void> {
    await this.#handle.setstat("truncate", { size: length });
    this.#reader.invalidate(0, Number.MAX_SAFE_INTEGER);
  }

  async chmod(mode: number): Promise<void> {
    await this.#handle.setstat("chmod", { mode });
  }

  async chown(uid: number, gid: number): Promise<void> {
    await this.#handle.setstat("chown", { uid, gid });
  }

  async utimes(atime: TimeLike, mtime: TimeLike): Promise<void> {
    await this.#handle.setstat("utimes", { atime: secondsOf(atime), mtime: secondsOf(mtime) });
  }

  async sync(): Promise<void> {
    const { session } = this.#handle.context;
    await session.call(
      "fsync@openssh.com",
      { handle: this.#handle.bytes("fsync") },
      this.#handle.operation("fsync"),
    );
  }

  datasync(): Promise<void> {
    return this.sync();
  }

  async close(): Promise<void> {
    if (!this.#handle.closed) this.#onClose(this.fd);
    await this.#reader.stop();
    await this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #write(bytes: Uint8Array, position?: number): Promise<void> {
    const offset = position ?? this.#position;
    await this.#writer.write(offset, bytes);
    if (position === undefined) this.#position = offset + bytes.length;
  }
}

function part(data: Uint8Array, offset: number, length: number | null | undefined): Uint8Array {
  return data.subarray(offset, offset + (length ?? data.length - offset));
}
