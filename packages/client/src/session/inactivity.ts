/** Something that waits for the peer. */
export interface Waiting {
  /** How long the peer may be silent, in milliseconds; 0 is no limit. */
  readonly timeout: number;
  /** When the waiting began, by `performance.now()`. */
  readonly since: number;
}

/** How many bytes went each way so far, and how many wait to go. */
export interface Traffic {
  readonly receivedBytes: number;
  readonly writtenBytes: number;
  readonly queuedBytes: number;
}

/**
 * Watches how long a peer has been silent, with one timer for everything that waits for it. Each wait has
 * its own limit, and whatever arrives begins the time of all anew. So does a peer that goes on taking what was
 * waiting to be sent.
 */
export class InactivityWatch<W extends Waiting> {
  readonly #waits: ReadonlyMap<unknown, W>;
  readonly #traffic: Traffic;
  readonly #expire: (wait: W) => void;
  #heardAt = 0;
  /** The traffic when it was looked at last. */
  #received = 0;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  /**
   * @param waits what waits now; read when the timer fires
   * @param traffic read when the timer fires, for packets that are not complete
   * @param expire called for a wait that has lasted too long
   */
  constructor(waits: ReadonlyMap<unknown, W>, traffic: Traffic, expire: (wait: W) => void) {
    this.#waits = waits;
    this.#traffic = traffic;
    this.#expire = expire;
  }

  /** A wait begins. */
  begin(wait: W): void {
    if (wait.timeout === 0) return;
    const due = wait.since + wait.timeout;
    if (due < this.#due) this.#arm(due);
    else this.#timer?.ref();
  }

  /** The peer said something. */
  heard(): void {
    this.#heardAt = performance.now();
    this.#received = this.#traffic.receivedBytes;
  }

  /** Nothing waits any more: the timer must not keep the process alive. */
  idle(): void {
    this.#timer?.unref();
  }

  /** Ends the watch. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#due = Number.NEGATIVE_INFINITY;
  }

  #arm(due: number): void {
    clearTimeout(this.#timer);
    this.#due = due;
    // If this process was busy or asleep, what came meanwhile is read first: that was not the peer's silence.
    this.#timer = setTimeout(() => setImmediate(() => this.#check()), Math.max(due - performance.now(), 1));
  }

  #check(): void {
    if (this.#due === Number.NEGATIVE_INFINITY) return;
    const { receivedBytes, writtenBytes, queuedBytes } = this.#traffic;
    const takesMore = queuedBytes > 0 && writtenBytes > this.#written;
    if (receivedBytes > this.#received || takesMore) this.heard();
    this.#written = writtenBytes;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const wait of this.#waits.values()) {
      if (wait.timeout === 0) continue;
      const due = Math.max(wait.since, this.#heardAt) + wait.timeout;
      if (due <= now) this.#expire(wait);
      else next = Math.min(next, due);
    }
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    if (next < this.#due) this.#arm(next);
  }
}
