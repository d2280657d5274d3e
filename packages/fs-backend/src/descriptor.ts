import type { Awaitable } from "@sftp/server";

import type { Located } from "./byteText.ts";
import type { Calls } from "./calls.ts";
import { failure } from "./failure.ts";
import { isPromiseLike, type Routine, wait } from "./routine.ts";

/**
 * An open descriptor with a count of who still uses its number. The system gives a number that was closed to whatever
 * is opened next, so a path or a read that still holds the old number would go there: the descriptor is closed only when
 * the last use has ended.
 */
export class Descriptor {
  readonly fd: number;
  readonly #calls: Calls;
  #uses = 1;

  /** Takes over `fd`; the maker's own use ends with `release()`. */
  constructor(calls: Calls, fd: number) {
    this.#calls = calls;
    this.fd = fd;
  }

  /** What it is open on, as a path (Linux). Valid while somebody holds the descriptor. */
  get path(): Located {
    return `/proc/self/fd/${this.fd}` as Located;
  }

  /**
   * One more use, to be ended by `release()`.
   *
   * @throws EBADF if it has been closed.
   */
  hold(): this {
    if (this.#uses === 0) throw failure("EBADF");
    this.#uses++;
    return this;
  }

  /** Ends a use; the last one closes. */
  *release(): Routine<void> {
    if (--this.#uses === 0) yield* wait(this.#calls.close(this.fd));
  }

  /** Holds the descriptor for as long as a call lasts. */
  use<T>(call: () => Awaitable<T>): Awaitable<T> {
    this.hold();
    let result: Awaitable<T>;
    try {
      result = call();
    } catch (error) {
      this.#drop();
      throw error;
    }
    if (isPromiseLike(result)) return Promise.resolve(result).finally(() => this.#drop());
    this.#drop();
    return result;
  }

  /** The end of a use whose own result matters more than what the closing says. */
  #drop(): void {
    if (--this.#uses > 0) return;
    const closing = this.#calls.close(this.fd);
    if (isPromiseLike(closing)) closing.then(undefined, () => undefined);
  }
}
