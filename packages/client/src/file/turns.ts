import { unlessAborted } from "../session/unlessAborted.ts";

/** Gives turns to those who must not work at the same time, in the order in which they asked. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /**
   * Does the work when all that came before is done.
   *
   * @throws AbortError, at once, if the signal is aborted while it waits; what the work throws
   */
  async take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let done!: () => void;
    const turn = new Promise<void>((resolve) => (done = resolve));
    // Whoever gives up waiting does not let the next one overtake those before.
    this.#last = before.then(() => turn);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      done();
    }
  }
}
