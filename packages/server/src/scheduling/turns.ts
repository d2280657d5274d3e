import { performance } from "node:perf_hooks";

/** How long the sessions of a process together may keep the event loop, in milliseconds. */
const LONG = 5;

/**
 * Shares the event loop between sessions. Work runs until a turn of the loop has lasted long; what is left waits in line.
 * Each later turn lets one piece of work go on, and the sessions take these turns one after the other: however much
 * one of them has waiting, it comes to the end of the line again after each piece.
 */
export class Turns {
  /** Sessions in the order in which they go on, each with the work that it has waiting. */
  readonly #waiting = new Map<unknown, (() => void)[]>();
  /** When work began in this turn; `undefined` before any has. */
  #began: number | undefined;
  #scheduled = false;
  #number = 0;

  /** Which turn this is: the next one has another number. */
  get number(): number {
    this.#begin();
    return this.#number;
  }

  /** Whether sessions have had so much of this turn that the rest of the program should go on: timers, logins, sockets. */
  get long(): boolean {
    this.#begin();
    return performance.now() - this.#began! > LONG;
  }

  /** Calls `go` in a later turn, once it is the session's. */
  wait(session: unknown, go: () => void): void {
    const work = this.#waiting.get(session);
    if (work === undefined) this.#waiting.set(session, [go]);
    else work.push(go);
    this.#schedule();
  }

  #begin(): void {
    this.#began ??= performance.now();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#scheduled = false;
    this.#began = undefined;
    this.#number++;
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [session, [go, ...later]] = first as [unknown, [() => void, ...(() => void)[]]];
    this.#waiting.delete(session);
    if (later.length > 0) this.#waiting.set(session, later);
    this.#begin();
    go();
  }
}

/** The turns of this process. */
export const turns = new Turns();
