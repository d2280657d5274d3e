import { unlessAborted } from "./unlessAborted.ts";

/** How many handles there may be before the server has told how many it allows. */
const BEFORE_KNOWN = 64;

/** How many folders are listed at once while something is done with what is in them, and their share of all handles. */
const LISTINGS = 16;
const LISTINGS_SHARE = 1 / 4;

/** Room that was reserved for what an operation opens. */
export interface Reservation {
  /** Something was opened, which needs the room until this settles. */
  until(closed: Promise<unknown>): void;
}

/** An operation that waits for room. */
interface Waiting {
  readonly count: number;
  readonly start: () => void;
}

/**
 * How many handles a server gives out, and how many are in use. Operations that open files only to close them again wait
 * for room, so that thousands of them may be begun at once. What is opened for the user to keep does not wait: it may be
 * needed before anything is closed.
 */
export class HandleRoom {
  readonly #kept = new Set<string>();
  #most = BEFORE_KNOWN;
  #reserved = 0;
  #waiting: Waiting[] = [];

  /** How many handles the server gives out; infinite if it has not said. */
  get most(): number {
    return this.#most;
  }

  set most(most: number) {
    this.#most = most;
    this.#next();
  }

  /** How many folders may be listed at once while files that are found in them are worked on. */
  get listings(): number {
    return Math.max(1, Math.min(LISTINGS, Math.floor(this.#most * LISTINGS_SHARE)));
  }

  /** A handle was given out that no room was reserved for. */
  keep(handle: Uint8Array): void {
    this.#kept.add(key(handle));
  }

  /** A handle is given back. */
  release(handle: Uint8Array): void {
    if (this.#kept.delete(key(handle))) this.#next();
  }

  /**
   * Does work that needs up to `count` handles, once there is room for them. The room is given back when the work is
   * done and all that it has opened is closed.
   *
   * @throws AbortError, at once, if the signal is aborted while it waits; what the work throws
   */
  async during<T>(
    count: number,
    signal: AbortSignal | undefined,
    work: (reservation: Reservation) => Promise<T>,
  ): Promise<T> {
    await this.#reserve(count, signal);
    const closing: Promise<unknown>[] = [];
    try {
      return await work({ until: (closed) => void closing.push(closed) });
    } finally {
      void Promise.allSettled(closing).then(() => this.#giveBack(count));
    }
  }

  async #reserve(count: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(count)) {
      this.#reserved += count;
      return;
    }
    let isReserved = false;
    const reserved = new Promise<void>((resolve) => {
      const start = (): void => {
        isReserved = true;
        resolve();
      };
      this.#waiting.push({ count, start });
    });
    const waiting = this.#waiting.at(-1)!;
    try {
      await unlessAborted(reserved, signal);
    } catch (error) {
      if (isReserved) this.#giveBack(count);
      else this.#leave(waiting);
      throw error;
    }
  }

  /** It waits no more; what stood behind it may fit now. */
  #leave(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    this.#next();
  }

  #giveBack(count: number): void {
    this.#reserved -= count;
    this.#next();
  }

  #next(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.count); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#reserved += next.count;
      next.start();
    }
  }

  /** Nobody waits for nobody: where all handles are the user's, the server may say what it thinks of one more. */
  #fits(count: number): boolean {
    return this.#reserved === 0 || this.#kept.size + this.#reserved + count <= this.#most;
  }
}

function key(handle: Uint8Array): string {
  return Buffer.from(handle.buffer, handle.byteOffset, handle.length).toString("latin1");
}
