/** A pause of this length, in milliseconds, in a peer, a disk or an event loop must not drain the pipe. */
const PAUSE = 50;

/** The longest that a request may be made to stand in line, in milliseconds, just to feel for more speed. */
const PATIENCE = 250;

/** By how much throughput must rise for the pipe to count as not yet full. */
const RISE = 1.2;

/**
 * How many bytes may be on their way, found by measuring: additive and multiplicative increase,
 * multiplicative decrease.
 *
 * Time is cut into rounds, in each of which one limit's worth of bytes arrives. After a round in which the
 * limit was in the way it doubles as long as throughput rises (the bandwidth-delay product has not been
 * reached), or if it would not cover a pause; after that it only creeps up, and not without end.
 */
export class AdaptiveLimit {
  readonly #maximum: number;
  #bytes: number;
  /** The best throughput of a round so far, in bytes a millisecond. */
  #best = 0;
  /** Whether requests have failed, perhaps because there were too many: no more doubling then. */
  #careful = false;
  #start = 0;
  #arrived = 0;
  #wasFull = false;
  #hasShrunk = false;

  constructor(initial: number, maximum: number) {
    this.#bytes = Math.min(initial, maximum);
    this.#maximum = maximum;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Begins a round: when the last one is over, or when bytes set out after none were on their way. */
  begin(now: number): void {
    this.#start = now;
    this.#arrived = 0;
    this.#wasFull = false;
    this.#hasShrunk = false;
  }

  /** The limit keeps something from setting out. */
  full(): void {
    this.#wasFull = true;
  }

  /** Bytes have arrived. `step` is by how much to creep up, in bytes. */
  arrived(bytes: number, step: number, now: number): void {
    this.#arrived += bytes;
    if (this.#arrived < this.#bytes) return;
    const elapsed = Math.max(now - this.#start, 1);
    const rate = this.#arrived / elapsed;
    if (this.#wasFull) this.#grow(rate, elapsed, step);
    this.#best = Math.max(this.#best, rate);
    this.begin(now);
  }

  /**
   * A reply was short: half as much, but not below `least`, and how much it takes is found out anew. At most
   * once a round.
   */
  shrink(least: number): void {
    if (this.#hasShrunk) return;
    this.#hasShrunk = true;
    this.#bytes = Math.max(this.#bytes / 2, least);
    this.#best = 0;
  }

  /** A request failed: half as much, and only slowly more from here on. */
  backOff(least: number): void {
    this.shrink(least);
    this.#careful = true;
  }

  #grow(rate: number, elapsed: number, step: number): void {
    const rises = rate > this.#best * RISE || this.#bytes < rate * PAUSE;
    if (rises && !this.#careful) this.#bytes *= 2;
    else if (this.#careful || elapsed < PATIENCE) this.#bytes += step;
    this.#bytes = Math.min(this.#bytes, this.#maximum);
  }
}
