import { performance } from "node:perf_hooks";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { syncBuiltinESMExports } from "node:module";

const realSetImmediate = setImmediate;

/** Milliseconds since 1970 at which every world begins. */
const EPOCH = 1_800_000_000_000;

type Callback = (...args: unknown[]) => void;

/** A timer of virtual time, with what Node's `Timeout` and `Immediate` have. */
class VirtualTimer {
  due: number;
  order: number;
  referenced = true;
  cancelled = false;
  readonly delay: number;
  readonly repeats: boolean;
  readonly #time: VirtualTime;
  readonly #callback: Callback;
  readonly #args: unknown[];

  constructor(time: VirtualTime, callback: Callback, delay: number, args: unknown[], repeats: boolean) {
    this.#time = time;
    this.#callback = callback;
    this.#args = args;
    this.delay = delay >= 1 ? delay : 1;
    this.repeats = repeats;
    this.due = time.now + this.delay;
    this.order = time.nextOrder();
  }

  call(): void {
    this.#callback(...this.#args);
  }

  ref(): this {
    this.referenced = true;
    return this;
  }

  unref(): this {
    this.referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.referenced;
  }

  refresh(): this {
    this.#time.reschedule(this);
    return this;
  }

  close(): this {
    this.cancelled = true;
    return this;
  }

  [Symbol.dispose](): void {
    this.cancelled = true;
  }
}

/** Why driving a world ended. */
export type DriveEnd =
  /** What was waited for has come. */
  | "done"
  /** Nothing is left that could run, and what was waited for has not come. */
  | "stuck"
  /** Virtual time has reached the limit. */
  | "late";

/**
 * The clock of a process whose timers, immediates, `Date.now` and `performance.now` are virtual: it jumps to the next
 * timer when nothing else can run, so that a timeout of a minute costs no time and every run has the same order.
 */
export class VirtualTime {
  /** Milliseconds since the world began. */
  now = 0;
  /** Told what callbacks of timers have thrown. */
  onUncaught: (error: unknown) => void = (error) => {
    throw error;
  };
  #order = 0;
  #immediates: { call: () => void; cancelled: boolean }[] = [];
  /** A binary heap, ordered by due time, then by creation. */
  readonly #heap: VirtualTimer[] = [];

  /** Replaces the clock of this process. Must run before the modules that capture timers are loaded. */
  static install(): VirtualTime {
    const time = new VirtualTime();
    const setTimeout = (callback: Callback, delay = 1, ...args: unknown[]): VirtualTimer =>
      time.#add(new VirtualTimer(time, callback, delay, args, false));
    const setInterval = (callback: Callback, delay = 1, ...args: unknown[]): VirtualTimer =>
      time.#add(new VirtualTimer(time, callback, delay, args, true));
    const setImmediate = (callback: Callback, ...args: unknown[]): { cancelled: boolean } => {
      const immediate = {
        call: () => callback(...args),
        cancelled: false,
        ref: () => immediate,
        unref: () => immediate,
        hasRef: () => true,
      };
      time.#immediates.push(immediate);
      return immediate;
    };
    const replacements = {
      setTimeout,
      setInterval,
      setImmediate,
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    Object.assign(globalThis, replacements);
    Object.assign(timers, replacements);
    Object.assign(timersPromises, {
      setImmediate: (value: unknown) => new Promise((resolve) => setImmediate(resolve as Callback, value)),
      setTimeout: (delay: number, value: unknown) =>
        new Promise((resolve) => setTimeout(resolve as Callback, delay, value)),
    });
    Object.defineProperty(performance, "now", { value: () => time.now, configurable: true });
    Date.now = () => EPOCH + Math.floor(time.now);
    syncBuiltinESMExports();
    return time;
  }

  /** Begins again at 0, without any timer of the world before. */
  reset(): void {
    this.now = 0;
    this.#order = 0;
    this.#immediates = [];
    this.#heap.length = 0;
  }

  /** How many timers wait that keep a process alive. */
  get waiting(): number {
    return this.#heap.filter((timer) => timer.referenced && !timer.cancelled).length;
  }

  /** Resolves after so much virtual time. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Runs what can run, and lets time jump, until `done` says so. */
  async drive(done: () => boolean, limit: number): Promise<DriveEnd> {
    for (;;) {
      // Promises and ticks run to their end within one real turn of the event loop.
      await new Promise((resolve) => realSetImmediate(resolve));
      if (done()) return "done";
      const immediate = this.#immediates.shift();
      if (immediate !== undefined) {
        if (!immediate.cancelled) this.#call(immediate);
      } else if (callsInProgress()) {
        await new Promise((resolve) => realSetImmediate(resolve));
      } else {
        const timer = this.#take();
        if (timer === undefined) return "stuck";
        if (timer.due > limit) {
          this.#push(timer);
          return "late";
        }
        this.now = Math.max(this.now, timer.due);
        if (timer.repeats) this.reschedule(timer);
        this.#call(timer);
      }
    }
  }

  /** What a callback throws ends a process, unless somebody listens. */
  #call(callback: { call(): void }): void {
    try {
      callback.call();
    } catch (error) {
      this.onUncaught(error);
    }
  }

  /** @internal */
  nextOrder(): number {
    return ++this.#order;
  }

  /** @internal Starts a timer anew. */
  reschedule(timer: VirtualTimer): void {
    const at = this.#heap.indexOf(timer);
    if (at >= 0) {
      this.#heap.splice(at, 1);
      this.#heap.sort(compare);
    }
    timer.due = this.now + timer.delay;
    timer.order = this.nextOrder();
    if (!timer.cancelled) this.#push(timer);
  }

  #add(timer: VirtualTimer): VirtualTimer {
    this.#push(timer);
    return timer;
  }

  /** The next timer that was not cancelled. */
  #take(): VirtualTimer | undefined {
    for (;;) {
      const timer = this.#pop();
      if (timer === undefined || !timer.cancelled) return timer;
    }
  }

  #push(timer: VirtualTimer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (compare(heap[above]!, timer) <= 0) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = timer;
  }

  #pop(): VirtualTimer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && compare(heap[below + 1]!, heap[below]!) < 0) below++;
      if (compare(last, heap[below]!) <= 0) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function clear(timer: { cancelled: boolean } | undefined | null): void {
  if (timer) timer.cancelled = true;
}

function compare(one: VirtualTimer, other: VirtualTimer): number {
  return one.due - other.due || one.order - other.order;
}

/** Whether a system call is in progress in a thread: what it gives must come before time jumps. */
function callsInProgress(): boolean {
  return process.getActiveResourcesInfo().some((kind) => kind.startsWith("FSReq") || kind === "DirHandle");
}
