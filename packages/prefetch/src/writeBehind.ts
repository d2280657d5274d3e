import { Bell } from "./bell.ts";
import { Flight } from "./flight.ts";
import { IntervalSet } from "./intervalSet.ts";
import type { Sink } from "./sink.ts";
import { Window, type WindowOptions } from "./window.ts";

/** Where a `WriteBehind` writes, and how much it may have on its way. */
export interface WriteBehindOptions extends WindowOptions {
  /** Where the first byte goes. Default: 0. */
  offset?: number | undefined;
  /** Ends everything with an `AbortError`. */
  signal?: AbortSignal | undefined;
}

/** A piece that makes a request with fewer than so many others is sent by itself: a request costs less than a copy. */
const FEW = 4;

const DONE = Promise.resolve();

/**
 * Writes bytes one after another into a sink without waiting for each to be acknowledged. Requests are sent
 * in ascending order, so what a cut leaves is a prefix.
 *
 * Small pieces of data are joined: while a request is on its way the next waits until it is full, until
 * nothing is on its way, or for `flush`. Those that are a good part of a request, or more than one, are never copied.
 *
 * After the first failure nothing more is sent, and every call rejects with it.
 */
export class WriteBehind {
  readonly #sink: Sink;
  readonly #window: Window;
  readonly #flight: Flight;
  readonly #start: number;
  readonly #written = new IntervalSet();
  /** Accepted and not sent yet, in order. */
  readonly #queue: Uint8Array[] = [];
  readonly #progress = new Bell();
  /** Where the next request begins. */
  #sent: number;
  /** Where the next byte that is given goes. */
  #given: number;
  /** Bytes before this do not wait for more to join them. */
  #urgent: number;

  /** @throws RangeError for options that make no sense */
  constructor(sink: Sink, options: WriteBehindOptions = {}) {
    const { offset = 0 } = options;
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new RangeError(`cannot write at ${offset}: not a position in a file`);
    }
    this.#sink = sink;
    this.#window = new Window(options);
    this.#flight = new Flight(options.signal, () => this.#progress.ring());
    this.#start = this.#sent = this.#given = this.#urgent = offset;
  }

  /** Up to where every byte, from the first offset on, has been acknowledged: a position in the sink. */
  get acknowledged(): number {
    return this.#written.runEnd(this.#start);
  }

  /**
   * Takes bytes and resolves once there is room for more. `data` must not be changed before it is
   * acknowledged, which `flush` tells.
   *
   * @throws the first failure, once no request is on its way any more
   */
  write(data: Uint8Array): Promise<void> {
    this.#flight.listen();
    if (!this.#flight.stopped && data.length > 0) {
      this.#queue.push(data);
      this.#given += data.length;
      this.#send();
    }
    return !this.#flight.stopped && this.#hasRoom() ? DONE : this.#until(() => this.#hasRoom());
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

  get #pending(): number {
    return this.#given - this.#sent;
  }

  #hasRoom(): boolean {
    const { bytes, maxBytes, requestSize } = this.#window;
    return this.#pending === 0 || (this.#pending < requestSize && bytes + this.#pending <= maxBytes);
  }

  #send(): void {
    const window = this.#window;
    while (!this.#flight.stopped && this.#pending > 0 && window.hasRoom) {
      const isFull = this.#pending >= window.requestSize;
      if (!isFull && window.requests > 0 && this.#sent >= this.#urgent) return;
      const data = this.#take(this.#nextLength());
      const offset = this.#sent;
      this.#sent += data.length;
      window.asked(data.length, performance.now());
      this.#flight.start(
        (signal) => this.#sink.writeAt(offset, data, signal),
        () => this.#acknowledged(offset, data.length),
        this.#flight.stop,
      );
    }
  }

  /** How much the next request has: what waits, or of a large piece one of equal parts. */
  #nextLength(): number {
    const { requestSize } = this.#window;
    const first = this.#queue[0]!.length;
    if (first < requestSize / FEW) return Math.min(this.#pending, requestSize);
    return Math.ceil(first / Math.ceil(first / requestSize));
  }

  /** Takes exactly `length` bytes off the queue, without copying if one piece of data holds them all. */
  #take(length: number): Uint8Array {
    const queue = this.#queue;
    const first = queue[0]!;
    if (first.length > length) queue[0] = first.subarray(length);
    else if (first.length === length) queue.shift();
    if (first.length >= length) return first.subarray(0, length);
    const joined = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    for (const data of queue) {
      const part = data.subarray(0, length - filled);
      joined.set(part, filled);
      filled += part.length;
      if (part.length < data.length) queue[used] = data.subarray(part.length);
      else used++;
      if (filled === length) break;
    }
    queue.splice(0, used);
    return joined;
  }

  #acknowledged(offset: number, length: number): void {
    this.#written.add(offset, offset + length);
    this.#window.answered(length, length);
    this.#window.released(length, performance.now());
    this.#send();
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
