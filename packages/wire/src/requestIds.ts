import { checkUInt32 } from "./uint64.ts";

/**
 * Gives out request ids: ascending, unsigned, back to 0 after 2^32-1, never one that is still in flight, so that a
 * session may live longer than its ids last.
 */
export class RequestIds {
  #next: number;

  /** @throws RangeError if `start`, the first id, does not fit 4 unsigned bytes */
  constructor(start = 0) {
    checkUInt32(start, "start");
    this.#next = start;
  }

  /** The next id that is not in `inFlight`, which may be the session's own table of what it waits for. */
  next(inFlight: { has(id: number): boolean }): number {
    while (inFlight.has(this.#next)) this.#advance();
    const id = this.#next;
    this.#advance();
    return id;
  }

  #advance(): void {
    this.#next = (this.#next + 1) >>> 0;
  }
}
