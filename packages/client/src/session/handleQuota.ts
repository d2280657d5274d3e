import { unlessAborted } from "./abort.ts";

/** How many handles there may be before the server has told how many it allows. */
const BEFORE_KNOWN = 64;

/** How many directories are listed at once while their entries are worked on, and their share of all handles. */
const LISTINGS = 16;
const LISTINGS_SHARE = 1 / 4;

/** What a handle is opened under. */
export interface HandleLease {
  /** The handle is being closed: it counts until this settles. */
  until(closed: Promise<unknown>): void;
}

/** Permission to open so many handles. Disposing of it ends the lease as soon as all of them are closed. */
export class Reservation implements HandleLease, Disposable {
  readonly #end: () => void;
  readonly #closing: Promise<unknown>[] = [];

  constructor(end: () => void) {
    this.#end = end;
  }

  until(closed: Promise<unknown>): void {
    this.#closing.push(closed);
  }

  [Symbol.dispose](): void {
    void Promise.allSettled(this.#closing).then(this.#end);
  }
}

/** Leases at two servers, which may be one. */
export interface LeasePair extends Disposable {
  readonly first: HandleLease;
  readonly second: HandleLease;
}

/** An operation that waits for handles. */
interface Waiting {
  readonly count: number;
  readonly start: () => void;
}

/**
 * The handles that a server gives out, and how many are in use. Operations that open files only to close them again
 * acquire a lease first, so that thousands of them may be started at once. What is opened for the user to keep does not
 * wait: the user may need it before closing anything.
 */
export class HandleQuota {
  static #count = 0;
  /** Whoever needs handles of two quotas acquires them in this order, so that no two wait for each other. */
  readonly #order = HandleQuota.#count++;
  #limit = BEFORE_KNOWN;
  #kept = 0;
  #reserved = 0;
  #waiting: Waiting[] = [];

  /** How many handles the server gives out; infinite if it has not said. */
  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#next();
  }

  /** How many directories may be listed at once while files that are found in them are worked on. */
  get listings(): number {
    return Math.max(1, Math.min(LISTINGS, Math.floor(this.#limit * LISTINGS_SHARE)));
  }

  /** Counts a handle that the user keeps. Does not wait. */
  keep(): HandleLease {
    this.#kept++;
    const end = (): void => {
      this.#kept--;
      this.#next();
    };
    return { until: (closed) => void closed.then(end, end) };
  }

  /**
   * Waits until `count` handles may be opened, and reserves them.
   *
   * @throws AbortError, at once, if the signal is aborted while it waits
   */
  async acquire(count: number, signal: AbortSignal | undefined): Promise<Reservation> {
    if (this.#waiting.length > 0 || !this.#fits(count)) await this.#turn(count, signal);
    else this.#reserved += count;
    return new Reservation(() => this.#release(count));
  }

  /**
   * Waits until a handle may be opened of each of two quotas, which may be one.
   *
   * @throws AbortError, at once, if the signal is aborted while it waits
   */
  static async acquireBoth(
    first: HandleQuota,
    second: HandleQuota,
    signal: AbortSignal | undefined,
  ): Promise<LeasePair> {
    if (first === second) {
      const both = await first.acquire(2, signal);
      return { first: both, second: both, [Symbol.dispose]: () => both[Symbol.dispose]() };
    }
    const inOrder = first.#order < second.#order ? [first, second] : [second, first];
    const one = await inOrder[0]!.acquire(1, signal);
    try {
      const other = await inOrder[1]!.acquire(1, signal);
      const dispose = (): void => {
        one[Symbol.dispose]();
        other[Symbol.dispose]();
      };
      const [a, b] = inOrder[0] === first ? [one, other] : [other, one];
      return { first: a, second: b, [Symbol.dispose]: dispose };
    } catch (error) {
      one[Symbol.dispose]();
      throw error;
    }
  }

  async #turn(count: number, signal: AbortSignal | undefined): Promise<void> {
    let isReserved = false;
    let waiting!: Waiting;
    const reserved = new Promise<void>((resolve) => {
      const start = (): void => {
        isReserved = true;
        resolve();
      };
      waiting = { count, start };
      this.#waiting.push(waiting);
    });
    try {
      await unlessAborted(reserved, signal);
    } catch (error) {
      if (isReserved) this.#release(count);
      else this.#withdraw(waiting);
      throw error;
    }
  }

  /** It waits no more; those behind it may fit now. */
  #withdraw(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    this.#next();
  }

  #release(count: number): void {
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

  /** With nothing reserved, do not wait: let the server refuse the next OPEN. */
  #fits(count: number): boolean {
    return this.#reserved === 0 || this.#kept + this.#reserved + count <= this.#limit;
  }
}
