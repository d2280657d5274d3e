import { AbortError } from "./abortError.ts";
import { Bell } from "./bell.ts";
import { Flight } from "./flight.ts";
import { IntervalSet } from "./intervalSet.ts";
import { checkNotTransferred, FRESH, type Memory, transferred } from "./memory.ts";
import { RETAINED, type Sink } from "./sink.ts";
import { Window, type WindowOptions } from "./window.ts";

/** Where a `WriteBehind` writes, and how much it may have on its way. */
export interface WriteBehindOptions extends WindowOptions {
  /** Where the first byte goes. Default: 0. */
  offset?: number | undefined;
  /** Where the memory of requests comes from. Default: newly allocated. */
  memory?: Memory | undefined;
  /** Ends everything with an `AbortError`. */
  signal?: AbortSignal | undefined;
}

/** What somebody gave to be written, and how long it was then. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * Writes bytes one after another into a sink without waiting for each to be acknowledged. Requests are sent
 * in ascending order, so what a cut leaves is a prefix.
 *
 * What is given is copied into memory of its own. While a request is on its way the next waits until it is full, until
 * nothing is on its way, or for `flush`.
 *
 * After the first failure nothing more is sent, and every call rejects with it.
 */
export class WriteBehind {
  readonly #sink: Sink;
  readonly #window: Window;
  readonly #flight: Flight;
  readonly #memory: Memory;
  readonly #start: number;
  readonly #written = new IntervalSet();
  /** Given and not copied yet, in order; `#queueAt` bytes of the first are. */
  readonly #queue: Piece[] = [];
  #queueAt = 0;
  /** The request that is being filled, as long as it waits for more. */
  #block: Uint8Array | undefined;
  #filled = 0;
  readonly #progress = new Bell();
  /** Where the next request begins. */
  #sent: number;
  /** Where the next byte that is given goes. */
  #given: number;
  /** Bytes before this do not wait for more to join them. */
  #urgent: number;

  /** @throws RangeError for options that make no sense */
  constructor(sink: Sink, options: WriteBehindOptions = {}) {
    const { offset = 0, memory = FRESH } = options;
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new RangeError(`cannot write at ${offset}: not a position in a file`);
    }
    this.#sink = sink;
    this.#memory = memory;
    this.#window = new Window(options);
    this.#flight = new Flight(options.signal, () => this.#stopped());
    this.#start = this.#sent = this.#given = this.#urgent = offset;
  }

  /** Up to where every byte, from the first offset on, has been acknowledged: a position in the sink. */
  get acknowledged(): number {
    return this.#written.runEnd(this.#start);
  }

  /**
   * Takes bytes and resolves once they are copied and there is room for more. `data` is borrowed until this settles: it
   * must not be changed before, and may be reused afterwards, whatever came of it.
   *
   * @throws the first failure, once no request is on its way any more; TypeError if the memory of `data` was transferred
   *   before all of it was copied
   */
  async write(data: Uint8Array): Promise<void> {
    checkNotTransferred(data);
    this.#flight.listen();
    if (!this.#flight.stopped && data.length > 0) {
      this.#queue.push({ bytes: data, length: data.length });
      this.#given += data.length;
      this.#send();
    }
    if (this.#flight.stopped || !this.#hasRoom()) await this.#until(() => this.#hasRoom());
  }

  /**
   * Resolves once all that was given so far is acknowledged. The signal is let go of then, so whoever writes
   * ends with it.
   *
   * @throws the first failure, once no request is on its way any more
   */
  async flush(): Promise<void> {
    this.#flight.listen();
    const target = (this.#urgent = this.#given);
    this.#send();
    await this.#until(() => this.acknowledged >= target);
    if (this.#flight.calls === 0) this.#flight.release();
  }

  /** Ends it before all is written: nothing more is sent, every call rejects, and the signal is let go of. */
  stop(reason: unknown): void {
    this.#flight.stop(new AbortError(reason));
  }

  get #pending(): number {
    return this.#given - this.#sent;
  }

  #hasRoom(): boolean {
    const { bytes, maxBytes, requestSize } = this.#window;
    return this.#pending === 0 || (this.#pending < requestSize && bytes + this.#pending <= maxBytes);
  }

  /** Sends what the window allows, and copies what is left if it makes no request yet. */
  #send(): void {
    const window = this.#window;
    while (!this.#flight.stopped && this.#pending > 0 && window.hasRoom) {
      const isFull = this.#pending >= window.requestSize;
      if (!isFull && window.requests > 0 && this.#sent >= this.#urgent) break;
      const length = Math.min(this.#pending, window.requestSize);
      const data = this.#copy(length, length);
      if (data === undefined) return;
      const offset = this.#sent;
      this.#block = undefined;
      this.#filled = 0;
      this.#sent += length;
      window.asked(length, performance.now());
      this.#flight.start(
        (signal) => this.#sink.writeAt(offset, data, signal),
        (outcome) => this.#acknowledged(offset, data, outcome !== RETAINED),
        this.#flight.stop,
      );
    }
    if (this.#queue.length > 0 && this.#pending < window.requestSize)
      this.#copy(this.#pending, window.requestSize);
  }

  /** Fills the block, of this capacity, up to `length` bytes; returns these, unless that failed. */
  #copy(length: number, capacity: number): Uint8Array | undefined {
    this.#block ??= this.#memory.acquire(capacity);
    while (this.#filled < length) {
      const { bytes, length: given } = this.#queue[0]!;
      if (bytes.length !== given) {
        this.#flight.stop(transferred());
        return undefined;
      }
      const part = bytes.subarray(this.#queueAt, this.#queueAt + length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      this.#queueAt += part.length;
      if (this.#queueAt < given) continue;
      this.#queue.shift();
      this.#queueAt = 0;
    }
    return this.#block.subarray(0, length);
  }

  #acknowledged(offset: number, data: Uint8Array, isFree: boolean): void {
    const { length } = data;
    this.#written.add(offset, offset + length);
    this.#window.answered(length, length);
    this.#window.released(length, performance.now());
    if (isFree) this.#memory.release(data);
    this.#send();
    this.#progress.ring();
  }

  /** What was given is the giver's again. */
  #stopped(): void {
    this.#queue.length = 0;
    this.#block = undefined;
    this.#progress.ring();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!this.#flight.stopped && !isReached()) {
      await this.#progress.next();
    }
    if (!this.#flight.stopped) return;
    await this.#flight.landed();
    this.#flight.throwIfStopped();
  }
}
