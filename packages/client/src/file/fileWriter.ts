import { checkNotTransferred, type WriteBehind } from "@sftp/prefetch";
import type { RemoteHandle } from "../remote/remoteHandle.ts";
import { unlessAborted } from "../session/abort.ts";
import { transferLimits, writeBehind } from "../transfer/limits.ts";
import { joinBytes } from "./bytes.ts";

const LF = 0x0a;
const LINE_BUFFERED = 1;

/** What is told to whoever keeps a position in the file. */
export interface WriterEvents {
  /** A run of bytes was acknowledged, or has failed and will not change any more. */
  readonly written: (offset: number, length: number) => void;
  /** Bytes that were accepted are lost from this offset on: a pipelined write was refused. */
  readonly lost?: (offset: number) => void;
}

/**
 * The writing side of a file. Bytes are sent at once, or, with a buffer, when that is full or a line ends; and they
 * are acknowledged when `write` resolves, or, pipelined, when `collect` does.
 *
 * A write that is refused leaves no trace: what was buffered before is still buffered, and its own bytes are not accepted.
 * Pipelined, it takes back all that was accepted and not acknowledged, and tells `lost`.
 */
export class FileWriter {
  /** Whether `write` resolves before the server has acknowledged what it sent. */
  pipelined = false;
  readonly #handle: RemoteHandle;
  readonly #bufsize: number;
  readonly #concurrency: number | undefined;
  readonly #events: WriterEvents;
  /** What is buffered, where it goes, and how much that is. */
  #parts: Uint8Array[] = [];
  #partsAt = 0;
  #buffered = 0;
  /** What was sent and not acknowledged yet, pipelined, and the bytes that it was given so far. */
  #behind: WriteBehind | undefined;
  #behindFrom = 0;
  #behindEnd = 0;
  /** Settles when nothing of a write that has failed is on its way any more. */
  #ending: Promise<void> | undefined;

  /**
   * @param bufsize as of `SFTPClient.open`
   * @param append whether the server appends: a WRITE that follows a refused one would land in its place, so they go one
   *   after another
   */
  constructor(handle: RemoteHandle, bufsize: number, append: boolean, events: WriterEvents) {
    this.#handle = handle;
    this.#bufsize = bufsize;
    this.#concurrency = append ? 1 : undefined;
    this.#events = events;
  }

  /** Writes at `offset`; `data` is the caller's again when this settles. */
  async write(offset: number, data: Uint8Array, signal?: AbortSignal): Promise<void> {
    checkNotTransferred(data);
    if (this.#bufsize <= 0) return this.#send(offset, data, signal);
    if (offset !== this.#partsAt + this.#buffered) await this.#sendBuffered(signal);
    if (this.#buffered === 0) this.#partsAt = offset;
    const part = new Uint8Array(data);
    this.#parts.push(part);
    this.#buffered += part.length;
    try {
      if (this.#bufsize === LINE_BUFFERED) await this.#sendLines(signal);
      else if (this.#buffered >= this.#bufsize) await this.#sendBuffered(signal);
    } catch (error) {
      if (this.#parts.at(-1) === part) {
        this.#parts.pop();
        this.#buffered -= part.length;
      }
      throw error;
    }
  }

  /**
   * Sends what is buffered and waits until everything is acknowledged.
   *
   * @throws what has failed; what was buffered then still is
   */
  async collect(signal?: AbortSignal): Promise<void> {
    await this.#ended(signal);
    await this.#sendBuffered(signal);
    await this.#acknowledged(signal);
  }

  async #sendLines(signal: AbortSignal | undefined): Promise<void> {
    const bytes = joinBytes(this.#parts);
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) await this.#sendFirst(bytes, end, signal);
  }

  async #sendBuffered(signal: AbortSignal | undefined): Promise<void> {
    if (this.#buffered > 0) await this.#sendFirst(joinBytes(this.#parts), this.#buffered, signal);
  }

  /** Sends so many of the bytes that are buffered, and keeps the rest. */
  async #sendFirst(bytes: Uint8Array, length: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#send(this.#partsAt, bytes.subarray(0, length), signal);
    this.#parts = length === bytes.length ? [] : [bytes.subarray(length)];
    this.#buffered = bytes.length - length;
    this.#partsAt += length;
  }

  async #send(offset: number, data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    await this.#ended(signal);
    if (!this.pipelined || this.#behindEnd !== offset) await this.#acknowledged(signal);
    await (this.pipelined ? this.#sendPipelined(offset, data) : this.#sendNow(offset, data, signal));
  }

  async #sendNow(offset: number, data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const behind = this.#writeBehind(offset, signal);
    try {
      await unlessAborted(behind.write(data), signal);
      await unlessAborted(behind.flush(), signal);
      this.#events.written(offset, data.length);
    } catch (error) {
      this.#end(behind, offset, data.length);
      throw error;
    }
  }

  async #sendPipelined(offset: number, data: Uint8Array): Promise<void> {
    if (this.#behind === undefined) {
      this.#behind = this.#writeBehind(offset);
      this.#behindFrom = this.#behindEnd = offset;
    }
    this.#behindEnd += data.length;
    try {
      await this.#behind.write(data);
    } catch (error) {
      this.#lose(this.#behind, offset);
      throw error;
    }
  }

  #writeBehind(offset: number, signal?: AbortSignal): WriteBehind {
    const limits = transferLimits(this.#handle.context, { concurrency: this.#concurrency });
    return writeBehind(this.#handle, limits, { offset, signal });
  }

  /** Waits until all that was sent, pipelined, is acknowledged. A failure is told once. */
  async #acknowledged(signal: AbortSignal | undefined): Promise<void> {
    const behind = this.#behind;
    if (behind === undefined) return;
    const flushed = behind.flush();
    try {
      await unlessAborted(flushed, signal);
    } catch (error) {
      // Who gives up waiting takes nothing back.
      if (signal?.aborted !== true) this.#lose(behind, this.#behindEnd);
      throw error;
    }
    this.#behind = undefined;
    this.#events.written(this.#behindFrom, this.#behindEnd - this.#behindFrom);
  }

  /** @param accepted where the bytes end that calls before have accepted */
  #lose(behind: WriteBehind, accepted: number): void {
    this.#behind = undefined;
    this.#parts = [];
    this.#buffered = 0;
    this.#end(behind, this.#behindFrom, this.#behindEnd - this.#behindFrom);
    this.#events.lost?.(Math.min(behind.acknowledged, accepted));
  }

  /** Forgets a run that has failed, when nothing of it is on its way any more. */
  #end(behind: WriteBehind, offset: number, length: number): void {
    const over = (): void => this.#events.written(offset, length);
    this.#ending = behind.flush().then(over, over);
  }

  async #ended(signal: AbortSignal | undefined): Promise<void> {
    if (this.#ending === undefined) return;
    await unlessAborted(this.#ending, signal);
    this.#ending = undefined;
  }
}
