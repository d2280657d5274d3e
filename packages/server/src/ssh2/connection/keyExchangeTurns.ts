import { performance } from "node:perf_hooks";

/**
 * Gives connections that exchange keys their turns to compute, one at a time and in the order in which they asked. After
 * each turn, others have the event loop for as long as it took: key exchanges never take more than half of the time.
 */
class KeyExchangeTurns {
  readonly #waiting = new Set<() => void>();
  #scheduled = false;

  /** Calls `work` when it is its turn; once, however often it asks before. */
  ask(work: () => void): void {
    this.#waiting.add(work);
    this.#schedule(0);
  }

  /** Forgets `work`, which has nothing to do any more. */
  withdraw(work: () => void): void {
    this.#waiting.delete(work);
  }

  #schedule(pauseMs: number): void {
    if (this.#scheduled || this.#waiting.size === 0) return;
    this.#scheduled = true;
    if (pauseMs >= 1) setTimeout(this.#next, pauseMs);
    else setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#scheduled = false;
    const [work] = this.#waiting;
    if (work === undefined) return;
    this.#waiting.delete(work);
    const start = performance.now();
    try {
      work();
    } finally {
      this.#schedule(performance.now() - start);
    }
  };
}

/** The turns of this process: all its servers share one event loop. */
export const keyExchangeTurns = new KeyExchangeTurns();
