import { WriteBehind } from "@sftp/prefetch";
import { joinBytes } from "./joinBytes.ts";
import type { RemoteHandle } from "./remoteHandle.ts";
import { unlessAborted } from "../session/unlessAborted.ts";

const LF = 0x0a;
const LINE_BUFFERED = 1;

/**
 * The writing side of a file. Bytes are sent at once, or, with a buffer, when that is full or a line ends; and they
 * are acknowledged when `write` resolves, or, pipelined, when `collect` does.
 */
export class FileWriter {
  /** Whether `write` resolves before the server has acknowledged what it sent. */
  pipelined = false;
  readonly #handle: RemoteHandle;
  readonly #bufsize: number;
  /** What is buffered, where it goes, and how much that is. */
  #parts: Uint8Array[] = [];
  #partsAt = 0;
  #buffered = 0;
  #behind: WriteBehind | undefined;
  /** What `#behind` was given so far. */
  #behindFrom = 0;
  #behindEnd = 0;
  readonly #written: (offset: number, length: number) => void;

  /**
   * @param bufsize as of `SFTPClient.open`
   * @param written told of each run of bytes once it is acknowledged, or has failed
   */
  constructor(handle: RemoteHandle, bufsize: number, written: (offset: number, length: number) => void) {
    this.#handle = handle;
    this.#bufsize = bufsize;
    this.#written = written;
  }

  /** Writes at `offset`; `data` is the caller's again when this resolves. */
  async write(offset: number, data: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (this.#bufsize <= 0) return this.#send(offset, data, signal);
    if (offset !== this.#partsAt + this.#buffered) await this.#sendBuffered(signal);
    if (this.#parts.length === 0) this.#partsAt = offset;
    this.#parts.push(new Uint8Array(data));
    this.#buffered += data.length;
    if (this.#bufsize === LINE_BUFFERED) await this.#sendLines(signal);
    else if (this.#buffered >= this.#bufsize) await this.#sendBuffered(signal);
  }

  /** Sends what is buffered and waits until everything is acknowledged. */
  async collect(signal?: AbortSignal): Promise<void> {
    if (this.#buffered > 0) await this.#sendBuffered(signal);
    await this.#acknowledged(signal);
  }

  async #sendLines(signal: AbortSignal | undefined): Promise<void> {
    const bytes = joinBytes(this.#parts);
    const end = bytes.lastIndexOf(LF) + 1;
    if (end === 0) return;
    this.#parts = end === bytes.length ? [] : [bytes.subarray(end)];
    this.#buffered = bytes.length - end;
    const offset = this.#partsAt;
    this.#partsAt += end;
    await this.#send(offset, bytes.subarray(0, end), signal);
  }

  async #sendBuffered(signal: AbortSignal | undefined): Promise<void> {
    const bytes = joinBytes(this.#parts);
    this.#parts = [];
    this.#buffered = 0;
    if (bytes.length > 0) await this.#send(this.#partsAt, bytes, signal);
  }

  async #send(offset: number, data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    if (this.#behind !== undefined && this.#behindEnd !== offset) await this.#acknowledged(signal);
    if (this.#behind === undefined) {
      const requestSize = this.#handle.sizes.write;
      this.#behind = new WriteBehind(this.#handle, {
        offset,
        requestSize,
        signal: this.pipelined ? undefined : signal,
      });
      this.#behindFrom = offset;
    }
    this.#behindEnd = offset + data.length;
    // Whoever writes on, or gives up, does not wait until these bytes may be changed.
    const isCopied = this.pipelined || signal !== undefined;
    await this.#orForget(this.#behind.write(isCopied ? new Uint8Array(data) : data));
    if (!this.pipelined) await this.#acknowledged(signal);
  }

  async #acknowledged(signal: AbortSignal | undefined): Promise<void> {
    if (this.#behind === undefined) return;
    await unlessAborted(this.#orForget(this.#behind.flush()), signal);
    this.#forget();
  }

  /** A failure is told once; what is written later begins anew. */
  async #orForget(step: Promise<void>): Promise<void> {
    try {
      await step;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    if (this.#behind === undefined) return;
    this.#behind = undefined;
    this.#written(this.#behindFrom, this.#behindEnd - this.#behindFrom);
  }
}
