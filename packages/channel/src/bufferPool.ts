import type { FrameMemory } from "@sftp/wire";

/** How many buffers one pool keeps, and how many bytes they have together. */
const MAX_BUFFERS = 256;
const MAX_BYTES = 16 * 1024 * 1024;

/** How many bytes all pools of this process keep together. */
const MAX_PROCESS_BYTES = 64 * 1024 * 1024;

/** How long buffers are kept when none is released, in milliseconds. */
const IDLE = 1_000;

/** With `SFTP_POISON=1` every released buffer is filled with this, so that whoever still reads it is found out. */
const POISON = process.env["SFTP_POISON"] === "1" ? 0xdb : undefined;

let processBytes = 0;

/**
 * Buffers that are used again. To allocate and collect memory for each large frame, read or reply costs more than all else
 * that is done with it.
 *
 * A buffer has one owner: whoever acquired it, or was handed it since. The owner releases it once nobody reads it any more,
 * which is only certain when the operation that used it was fulfilled. After a rejection, a timeout, an abort or the loss
 * of a channel something may still read it: it is then left to the garbage collector, which needs nothing done.
 *
 * A pool is bounded, and empties itself when nothing is released for a second.
 */
export class BufferPool implements FrameMemory {
  /** The memory that was acquired here and not released. */
  readonly #acquired = new WeakSet<ArrayBufferLike>();
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #idle: NodeJS.Timeout | undefined;

  /** A buffer of exactly this length, whose content is undefined; it may be the beginning of a larger one. */
  acquire(length: number): Uint8Array {
    const index = this.#kept.findLastIndex((kept) => length <= kept.length && kept.length <= 2 * length);
    const buffer = index < 0 ? new Uint8Array(length) : this.#take(index);
    this.#acquired.add(buffer.buffer);
    return buffer.length === length ? buffer : buffer.subarray(0, length);
  }

  /** Takes back a buffer, or any view of it. What was not acquired here, or released before, stays as it is. */
  release({ buffer }: Uint8Array): void {
    if (!this.#acquired.delete(buffer) || buffer.byteLength === 0) return;
    const whole = new Uint8Array(buffer);
    if (POISON !== undefined) whole.fill(POISON);
    this.#keep(whole);
    this.#idle ??= setTimeout(() => this.empty(), IDLE).unref();
    this.#idle.refresh();
  }

  /** Lets go of all buffers that are kept. */
  empty(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    while (this.#kept.length > 0) this.#take(this.#kept.length - 1);
  }

  #keep(buffer: Uint8Array): void {
    const { length } = buffer;
    while (
      this.#kept.length > 0 &&
      (this.#kept.length >= MAX_BUFFERS || this.#keptBytes + length > MAX_BYTES)
    )
      this.#take(0);
    if (length > MAX_BYTES || processBytes + length > MAX_PROCESS_BYTES) return;
    this.#kept.push(buffer);
    this.#keptBytes += length;
    processBytes += length;
  }

  #take(index: number): Uint8Array {
    const [buffer] = this.#kept.splice(index, 1);
    this.#keptBytes -= buffer!.length;
    processBytes -= buffer!.length;
    return buffer!;
  }
}
