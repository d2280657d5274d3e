import { isUtf8 } from "node:buffer";
import type { Range } from "@sftp/prefetch";
import type { UInt64 } from "@sftp/wire";
import { checkArguments } from "../arguments/checkArguments.ts";
import { type Bytes, bytesOf, memoryOf } from "../arguments/bytes.ts";
import { checkBlock, fileSurface } from "../arguments/fileSurface.ts";
import { DisposableIterator } from "../disposableIterator.ts";
import { callError } from "../session/failures.ts";
import type { OperationOptions } from "../session/operation.ts";
import type { HasContext } from "../session/clientContext.ts";
import { asBuffer, joinBytes } from "./bytes.ts";
import { findLineEnd, type LineEnd, type Newline, wholeCharacters } from "./lines.ts";
import { OpenFile } from "./openFile.ts";
import { parseOpenMode } from "./openMode.ts";
import { RemoteHandle } from "../remote/remoteHandle.ts";

/** Bytes of the longest character in UTF-8. */
const LONGEST_CHARACTER = 4;

/** What `prefetch` takes. */
export interface PrefetchOptions extends OperationOptions {
  /** The length of the file, where it is known; else the server is asked. */
  fileSize?: number | undefined;
  /** The exact ceiling of requests on their way. Default (or null): adaptive, bounded in bytes. */
  concurrency?: number | null | undefined;
}

/** What `readv` takes beside the blocks. */
export type ReadvOptions = Omit<PrefetchOptions, "fileSize">;

/** Where `seek` counts from: the beginning, the current position, the end. */
export type Whence = 0 | 1 | 2;

/**
 * An open remote file, with paramiko's habits: one position for reading and writing, lines, buffers. Operations on
 * one file happen in the order in which they were called, also without `await` between them.
 *
 * @typeParam Line what lines are: `Buffer` in modes with `b`, else `string`
 * @example
 * ```ts
 * const file = await sftp.open("/var/log/syslog");
 * try {
 *   for await (const line of file) if (line.includes("error")) console.log(line);
 * } finally {
 *   await file.close();
 * }
 * ```
 */
export class SFTPFile<Line extends string | Buffer = string> extends OpenFile implements AsyncIterable<Line> {
  readonly #newlines = new Set<Newline>();

  /**
   * A file over a handle that the server has given, which the file closes.
   *
   * @param bufsize as of `SFTPClient.open`
   * @param end in append mode, the size of the file
   */
  constructor(
    sftp: HasContext,
    handle: Uint8Array | RemoteHandle,
    mode: string | number = "r",
    bufsize = -1,
    end = 0,
  ) {
    const remote = handle instanceof RemoteHandle ? handle : new RemoteHandle(sftp.context, handle);
    super(remote, parseOpenMode(mode), bufsize);
    this.position = this.end = end;
  }

  /** Where the next read or write begins, in bytes. */
  tell(): number {
    return this.position;
  }

  /**
   * Moves the position: from the beginning (0), the current position (1), or the end as the server tells it (2). In
   * append mode the next write goes to the end nevertheless.
   *
   * @throws SFTPError EINVAL if it would be negative; the position stays then
   */
  seek(offset: UInt64, whence: Whence = 0, options: OperationOptions = {}): Promise<void> {
    return this.settled("seek", options, async () => {
      const base = whence === 0 ? 0 : whence === 1 ? this.position : await this.#sizeNow(options);
      const position = base + Number(offset);
      if (!Number.isSafeInteger(position) || position < 0) {
        const words = `${position} is no position in a file`;
        throw callError("EINVAL", words, { name: "seek", path: this.path });
      }
      this.position = position;
      this.reader.drop();
    });
  }

  /** Up to `size` bytes: fewer only at the end of the file, none beyond it. Without a size, all the rest. */
  read(size?: number | null, options: OperationOptions = {}): Promise<Buffer> {
    return this.settled("read", options, async () => {
      this.mustBe(this.mode.readable, "reading", "read");
      const bytes =
        size === undefined || size === null || size < 0
          ? await this.reader.readRest(this.position, options.signal)
          : await this.reader.read(this.position, size, options.signal);
      this.position += bytes.length;
      return asBuffer(bytes);
    });
  }

  /** Fills a buffer, as far as the file goes; returns how many bytes that were. */
  async readinto(buffer: NodeJS.ArrayBufferView, options: OperationOptions = {}): Promise<number> {
    const bytes = await this.read(buffer.byteLength, options);
    memoryOf(buffer).set(bytes);
    return bytes.length;
  }

  /**
   * One line with its newline, which the last line may lack; empty only at the end of the file.
   *
   * @param size the most bytes; a character is not cut, so one that is longer comes whole
   */
  readline(size?: number | null, options: OperationOptions = {}): Promise<Line> {
    return this.settled("readline", options, () => this.#line(size ?? -1, options));
  }

  /** All lines that are left, or as many as make at least `sizehint` bytes. */
  async readlines(sizehint?: number | null, options: OperationOptions = {}): Promise<Line[]> {
    const lines: Line[] = [];
    let total = 0;
    for (;;) {
      const line = await this.readline(null, options);
      if (line.length === 0) return lines;
      lines.push(line);
      total += Buffer.byteLength(line);
      if (sizehint && sizehint > 0 && total >= sizehint) return lines;
    }
  }

  /** The lines that are left, one after another; the same as iterating over the file. */
  async *xreadlines(options: OperationOptions = {}): AsyncGenerator<Line, void, undefined> {
    for (;;) {
      const line = await this.readline(null, options);
      if (line.length === 0) return;
      yield line;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Line, void, undefined> {
    return this.xreadlines();
  }

  /** In modes with `U`, the ends of lines seen so far: one, several, or null for none. */
  get newlines(): Newline | Newline[] | null {
    const seen = [...this.#newlines];
    return seen.length > 1 ? seen : (seen[0] ?? null);
  }

  /**
   * Reads many blocks at once, each given as `[offset, length]`, and gives them in that order. A block is shorter only
   * at the end of the file.
   *
   * @example
   * ```ts
   * const [head, tail] = await file.readv([[0, 512], [1_000_000, 512]]).toArray();
   * ```
   */
  readv(
    blocks: Iterable<readonly [offset: number, length: number]>,
    options: ReadvOptions = {},
  ): DisposableIterator<Buffer> {
    const ranges = Array.from(blocks, (block) => {
      checkBlock(block, "readv: blocks");
      return { offset: block[0], length: block[1] };
    });
    return new DisposableIterator(this.#blocks(ranges, options));
  }

  async *#blocks(ranges: readonly Range[], options: ReadvOptions): AsyncGenerator<Buffer, void, undefined> {
    await this.settled("readv", options, async () => this.mustBe(this.mode.readable, "reading", "readv"));
    let next = 0;
    for await (const bytes of this.reader.readv(ranges, options.concurrency, options.signal)) {
      this.position = ranges[next++]!.offset + bytes.length;
      yield asBuffer(bytes);
    }
  }

  /**
   * Fetches the file from the current position to its end in the background; reads that come take the bytes from
   * memory. What is outside goes straight to the server and leaves the rest as it is. Aborting the signal, or closing
   * the file, ends it.
   */
  prefetch(options: PrefetchOptions = {}): Promise<void> {
    return this.settled("prefetch", options, async () => {
      this.mustBe(this.mode.readable, "reading", "prefetch");
      const size = options.fileSize ?? (await this.#sizeNow(options));
      const length = Math.max(0, size - this.position);
      this.reader.announce(this.position, length, options.concurrency, options.signal);
    });
  }

  /**
   * Writes all of it: text as UTF-8, bytes as they are. Resolves when the server has acknowledged it, or as buffering and
   * `setPipelined` say. A write that is refused leaves position and buffers as they were, so that it can be tried again; in
   * append mode a part of it may have been appended.
   */
  async write(data: Bytes, options: OperationOptions = {}): Promise<void> {
    const bytes = bytesOf(data);
    return this.inTurn("write", options, async () => {
      this.mustBe(this.mode.writable, "writing", "write");
      const offset = this.mode.append ? this.end : this.position;
      this.reader.drop();
      await this.writer.write(offset, bytes, options.signal);
      this.position = this.end = offset + bytes.length;
    });
  }

  /** Writes each in turn, with nothing between them. */
  async writelines(
    lines: Iterable<Bytes> | AsyncIterable<Bytes>,
    options: OperationOptions = {},
  ): Promise<void> {
    for await (const line of lines) await this.write(line, options);
  }

  /**
   * Whether `write` resolves before the server has acknowledged what it sent, which makes many small writes much
   * faster. How much may be on its way is bounded. A failure then rejects a later write, or else the first other
   * operation: at the latest `close`. The position is then where the first byte is missing, and what follows it must be
   * written again.
   */
  setPipelined(pipelined = true): void {
    this.writer.pipelined = pipelined;
  }

  async #line(size: number, { signal }: OperationOptions): Promise<Line> {
    this.mustBe(this.mode.readable, "reading", "readline");
    // What is needed to see whether the last character is whole.
    const most = size < 0 ? Number.POSITIVE_INFINITY : size + (this.mode.binary ? 0 : LONGEST_CHARACTER - 1);
    let looked = 0;
    for (;;) {
      const bytes = await this.reader.peek(this.position, looked + 1, signal);
      const isAll = bytes.length === looked;
      const end = findLineEnd(bytes, looked, this.mode.universalNewlines, isAll);
      if (end !== undefined || isAll || bytes.length >= most) return this.#takeLine(bytes, end, size);
      looked = bytes.length;
    }
  }

  #takeLine(bytes: Uint8Array, end: LineEnd | undefined, size: number): Line {
    const length = end === undefined ? bytes.length : end.length + 1;
    if (size >= 0 && size < length) {
      const cut = this.mode.binary ? size : wholeCharacters(bytes, size);
      return this.#asLine(bytes.subarray(0, cut), cut);
    }
    const newline = end?.newline ?? "\n";
    const line =
      newline === "\n"
        ? this.#asLine(bytes.subarray(0, length), length)
        : this.#asLine(
            joinBytes([bytes.subarray(0, length - 1), Buffer.from("\n")]),
            length - 1 + newline.length,
          );
    if (end !== undefined) this.#newlines.add(newline);
    return line;
  }

  /**
   * A line, for which the position moves so many bytes.
   *
   * @throws SFTPError EILSEQ for bytes that are not the text that is asked for; the position stays then
   */
  #asLine(bytes: Uint8Array, moves: number): Line {
    const buffer = asBuffer(bytes);
    if (!this.mode.binary && !isUtf8(buffer)) {
      const words = `the line at byte ${this.position} is not UTF-8: open the file with b in its mode to read bytes`;
      throw callError("EILSEQ", words, { name: "readline", path: this.path });
    }
    this.position += moves;
    return (this.mode.binary ? buffer : buffer.toString("utf8")) as Line;
  }

  async #sizeNow(options: OperationOptions): Promise<number> {
    const { size } = await this.handle.stat({ signal: options.signal, timeout: options.timeout });
    if (size !== undefined) return size;
    throw callError("EIO", "the server does not tell the size of the file", {
      name: "stat",
      path: this.path,
    });
  }
}

checkArguments(SFTPFile.prototype, fileSurface);
