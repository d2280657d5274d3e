/** Who takes memory from the process's budget. */
export interface MemoryUser {
  /** Bytes that it holds now. */
  readonly heldBytes: number;
}

/** Bytes of requests and unread replies that all sessions of this process may hold together. */
const LIMIT = 256 * 1024 * 1024;

/** What many sessions hold together, counted anew at most once a turn of the event loop. */
export class ProcessBudget {
  readonly #limit: number;
  readonly #users = new Set<MemoryUser>();
  #counted: number | undefined;

  /** @param limit bytes that they may hold */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(user: MemoryUser): void {
    this.#users.add(user);
  }

  remove(user: MemoryUser): void {
    this.#users.delete(user);
  }

  /** A session took more since the last count. */
  took(bytes: number): void {
    if (this.#counted !== undefined) this.#counted += bytes;
  }

  get full(): boolean {
    if (this.#counted === undefined) {
      this.#counted = 0;
      for (const user of this.#users) this.#counted += user.heldBytes;
      setImmediate(() => (this.#counted = undefined));
    }
    return this.#counted >= this.#limit;
  }
}

/** The budget of this process. */
export const processBudget = new ProcessBudget(LIMIT);
