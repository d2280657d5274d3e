import { readAhead, ReadBuffer, type WindowOptions } from "@sftp/prefetch";
import { joinBytes } from "./bytes.ts";
import { transferLimits } from "../transfer/limits.ts";
import type { RemoteHandle } from "../remote/remoteHandle.ts";

const NOTHING = new Uint8Array(0);

/** What is fetched at first to look for a line's end, in bytes; twice as much each time, up to the most. */
const FIRST_CHUNK = 8 * 1024;
const MAX_CHUNK = 1024 * 1024;

/** The reading side of a file: at any position, with what was fetched beyond what was wanted kept for later. */
export class FileReader {
  readonly #handle: RemoteHandle;
  /** What a read fetches at least, in bytes. */
  readonly #least: number;
  #buffer: ReadBuffer | undefined;
  /** Where what was announced to the buffer ends. */
  #announcedTo = 0;
  /** Ends what was announced. */
  #signal: AbortSignal | undefined;
  #ahead: Uint8Array = NOTHING;
  #aheadAt = 0;
  #chunk = FIRST_CHUNK;

  constructor(handle: RemoteHandle, least: number) {
    this.#handle = handle;
    this.#least = least;
  }

  /** The bytes at `offset`: as many as `length` unless the file ends before. */
  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const kept = this.#kept(offset).subarray(0, length);
    const missing = length - kept.length;
    if (missing === 0) return kept;
    const next = offset + kept.length;
    const data = await this.#bytes.read(next, Math.max(missing, this.#least), signal);
    this.#ahead = data.subarray(missing);
    this.#aheadAt = next + Math.min(missing, data.length);
    return kept.length === 0 ? data.subarray(0, missing) : joinBytes([kept, data.subarray(0, missing)]);
  }

  /** All bytes from `offset` to the end of the file. */
  async readRest(offset: number, signal?: AbortSignal): Promise<Uint8Array> {
    const parts = [this.#kept(offset)];
    let next = offset + parts[0]!.length;
    this.drop();
    if (next < this.#announcedTo) {
      parts.push(await this.#bytes.read(next, this.#announcedTo - next, signal));
      next += parts[1]!.length;
    }
    const options = { ...this.#window(), start: next, signal };
    for await (const data of readAhead(this.#handle, options)) parts.push(data);
    return joinBytes(parts);
  }

  /** What is at `offset`: at least `length` bytes unless the file ends before, and all else that is here anyway. */
  async peek(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const kept = this.#kept(offset);
    const missing = length - kept.length;
    if (missing <= 0) return kept;
    const data = await this.#bytes.read(
      offset + kept.length,
      Math.max(missing, this.#least, this.#chunk),
      signal,
    );
    this.#chunk = Math.min(this.#chunk * 2, MAX_CHUNK);
    this.#ahead = kept.length === 0 ? data : joinBytes([kept, data]);
    this.#aheadAt = offset;
    return this.#ahead;
  }

  /**
   * Fetches a range in the background; reads that come take it from memory.
   *
   * @param concurrency the exact ceiling of requests from now on; `undefined` leaves it as it is
   * @param signal ends it
   */
  announce(
    offset: number,
    length: number,
    concurrency: number | null | undefined,
    signal: AbortSignal | undefined,
  ): void {
    if (concurrency !== undefined) {
      void this.#buffer?.cancel();
      this.#buffer = this.#newBuffer(concurrency);
    }
    this.#release();
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#announcedTo = Math.max(this.#announcedTo, offset + length);
    this.#bytes.add([{ offset, length }]);
  }

  /** Reads several ranges, in the given order. */
  readv(
    ranges: Iterable<{ offset: number; length: number }>,
    concurrency: number | null | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const buffer = concurrency === undefined ? this.#bytes : this.#newBuffer(concurrency);
    return buffer.readv(ranges, signal);
  }

  /** Forgets what was fetched beyond what was wanted. */
  drop(): void {
    this.#ahead = NOTHING;
    this.#chunk = FIRST_CHUNK;
  }

  /** Forgets bytes that were changed by a write, which must have been acknowledged. */
  invalidate(offset: number, length: number): void {
    this.drop();
    this.#buffer?.invalidate(offset, length);
  }

  /** Ends fetching in the background. */
  async stop(): Promise<void> {
    this.drop();
    this.#release();
    this.#announcedTo = 0;
    await this.#buffer?.cancel();
  }

  /** What is kept from `offset` on. */
  #kept(offset: number): Uint8Array {
    const from = offset - this.#aheadAt;
    return from < 0 ? NOTHING : this.#ahead.subarray(from);
  }

  readonly #onAbort = (): void => void this.stop();

  #release(): void {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#signal = undefined;
  }

  get #bytes(): ReadBuffer {
    this.#buffer ??= this.#newBuffer();
    return this.#buffer;
  }

  /** The client's limits hold for what is read at any position too. */
  #window(concurrency?: number | null): WindowOptions {
    const { context, sizes } = this.#handle;
    return transferLimits(context, { concurrency }).window(sizes.read);
  }

  #newBuffer(concurrency?: number | null): ReadBuffer {
    return new ReadBuffer(this.#handle, this.#window(concurrency));
  }
}
