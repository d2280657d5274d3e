import { bytesOf, type Contents, isBytes, memoryOf, piecesOf } from "../arguments/bytes.ts";
import { checkArguments } from "../arguments/checkArguments.ts";
import { fileHandleSurface } from "../arguments/fsSurface.ts";
import { asBuffer } from "../file/bytes.ts";
import { FileReader } from "../file/fileReader.ts";
import { FileWriter } from "../file/fileWriter.ts";
import type { RemoteHandle } from "../remote/remoteHandle.ts";
import { encodingOf, modeOf, secondsOf, type TimeLike } from "./arguments.ts";
import { type RemoteBigIntStats, type RemoteStats, type StatOptions, statsOf } from "./stats.ts";

/** What is read into where none is given, in bytes, as in Node. */
const DEFAULT_BUFFER = 16 * 1024;

/** Where in the file; the current position is null or -1. */
type Position = number | bigint | null;

/** What `FileHandle.read` and `write` take as an object. */
interface RangeOptions {
  offset?: number | null;
  length?: number | null;
  position?: Position;
}

interface ReadOptions extends RangeOptions {
  buffer?: NodeJS.ArrayBufferView;
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
  async read<V extends NodeJS.ArrayBufferView>(
    first?: V | ReadOptions,
    second?: number | RangeOptions | null,
    third?: number | null,
    fourth?: Position,
  ): Promise<{ bytesRead: number; buffer: V }> {
    if (!ArrayBuffer.isView(first)) {
      const buffer = (first?.buffer ?? Buffer.alloc(DEFAULT_BUFFER)) as V;
      return this.read(buffer, first?.offset, first?.length, first?.position);
    }
    if (typeof second === "object" && second !== null)
      return this.read(first, second.offset, second.length, second.position);
    return { bytesRead: await this.#read(part(first, second, third), fourth), buffer: first };
  }

  /** Fills buffers one after another. */
  async readv<V extends readonly NodeJS.ArrayBufferView[]>(
    buffers: V,
    position?: Position,
  ): Promise<{ bytesRead: number; buffers: V }> {
    let bytesRead = 0;
    for (const buffer of buffers) {
      const into = memoryOf(buffer);
      const count = await this.#read(into, after(position, bytesRead));
      bytesRead += count;
      if (count < into.length) break;
    }
    return { bytesRead, buffers };
  }

  /** `(buffer, offset, length, position)`, `(buffer, options)` or `(text, position, encoding)`. */
  async write<D extends NodeJS.ArrayBufferView | string>(
    data: D,
    first?: number | RangeOptions | null,
    second?: number | BufferEncoding | null,
    third?: Position,
  ): Promise<{ bytesWritten: number; buffer: D }> {
    if (typeof first === "object" && first !== null)
      return this.write(data, first.offset, first.length, first.position);
    const isText = typeof data === "string";
    const bytes = isText
      ? bytesOf(data, (second as BufferEncoding | null) ?? undefined)
      : part(data, first, second as number | null | undefined);
    await this.#write(bytes, isText ? first : third);
    return { bytesWritten: bytes.length, buffer: data };
  }

  /** Writes buffers one after another, with nothing between them. */
  async writev<V extends readonly NodeJS.ArrayBufferView[]>(
    buffers: V,
    position?: Position,
  ): Promise<{ bytesWritten: number; buffers: V }> {
    const bytes = Buffer.concat(buffers.map((buffer) => bytesOf(buffer)));
    if (bytes.length > 0) await this.#write(bytes, position);
    return { bytesWritten: bytes.length, buffers };
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

  async writeFile(
    data: Contents,
    options?: BufferEncoding | { encoding?: BufferEncoding | null } | null,
  ): Promise<void> {
    if (isBytes(data)) await this.#write(bytesOf(data, encodingOf(options)));
    else for await (const piece of piecesOf(data)) await this.#write(piece);
  }

  async appendFile(
    data: Contents,
    options?: BufferEncoding | { encoding?: BufferEncoding | null } | null,
  ): Promise<void> {
    await this.writeFile(data, options);
  }

  async stat(options?: StatOptions): Promise<RemoteStats | RemoteBigIntStats> {
    return statsOf(await this.#handle.stat(), options);
  }

  async truncate(length?: number | null): Promise<void> {
    await this.#handle.setstat("truncate", { size: length ?? 0 });
    this.#reader.invalidate(0, Number.MAX_SAFE_INTEGER);
  }

  async chmod(mode: number | string): Promise<void> {
    await this.#handle.setstat("chmod", { mode: modeOf(mode) });
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

  /** Fills memory, as far as the file goes; returns how many bytes that were. */
  async #read(into: Uint8Array, position: Position | undefined): Promise<number> {
    const given = positionOf(position);
    const from = given ?? this.#position;
    const bytes = await this.#reader.read(from, into.length);
    into.set(bytes);
    if (given === undefined) this.#position = from + bytes.length;
    return bytes.length;
  }

  async #write(bytes: Uint8Array, position?: Position): Promise<void> {
    const given = positionOf(position);
    const offset = given ?? this.#position;
    await this.#writer.write(offset, bytes);
    if (given === undefined) this.#position = offset + bytes.length;
  }
}

function positionOf(position: Position | undefined): number | undefined {
  return position === undefined || position === null || position < 0 ? undefined : Number(position);
}

/** A position so many bytes after another one. */
function after(position: Position | undefined, bytes: number): number | undefined {
  const from = positionOf(position);
  return from === undefined ? undefined : from + bytes;
}

/**
 * A part of a view, in bytes.
 *
 * @throws RangeError if it goes beyond the view
 */
function part(
  data: NodeJS.ArrayBufferView,
  offset: number | null | undefined,
  length: number | null | undefined,
): Uint8Array {
  const from = offset ?? 0;
  const count = length ?? data.byteLength - from;
  if (from > data.byteLength || count > data.byteLength - from)
    throw new RangeError(`${count} bytes from ${from} on go beyond a buffer of ${data.byteLength} bytes`);
  return memoryOf(data).subarray(from, from + count);
}

checkArguments(RemoteFileHandle.prototype, fileHandleSurface);
