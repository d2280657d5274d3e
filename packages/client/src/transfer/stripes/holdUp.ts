/** Throughput is measured over so many round trips, and over so many milliseconds at least. */
const ROUND_TRIPS = 3;
const LEAST = 100;

/**
 * Whether a channel's window is what holds a transfer back: it is if in one round trip about as much comes back as may be
 * on its way.
 */
export class HoldUp {
  readonly #window: number;
  /** The shortest time that a request took, in milliseconds. */
  #roundTrip = Number.POSITIVE_INFINITY;
  /** What came back, and since when. */
  #bytes = 0;
  #since: number | undefined;

  /** @param window how much may be on its way, in bytes */
  constructor(window: number) {
    this.#window = window;
  }

  /**
   * A request for so many bytes was answered; times are in milliseconds of any clock.
   *
   * @returns whether the transfer is found to be held back
   */
  answered(bytes: number, sent: number, now: number): boolean {
    this.#roundTrip = Math.min(this.#roundTrip, now - sent);
    this.#since ??= sent;
    this.#bytes += bytes;
    const elapsed = now - this.#since;
    if (elapsed < Math.max(ROUND_TRIPS * this.#roundTrip, LEAST)) return false;
    const inRoundTrip = (this.#bytes / elapsed) * this.#roundTrip;
    this.#bytes = 0;
    this.#since = now;
    return inRoundTrip >= this.#window / 2;
  }
}
