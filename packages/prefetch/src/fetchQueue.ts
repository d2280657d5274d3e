import type { Interval } from "./intervalSet.ts";

/** The parts of a file that are still to be asked for: disjoint, in the order of asking. */
export class FetchQueue {
  #parts: Interval[] = [];
  /** How many in front were taken; to remove each at once would move all the others. */
  #taken = 0;

  [Symbol.iterator](): Iterator<Interval> {
    return this.#parts.slice(this.#taken).values();
  }

  add(from: number, to: number): void {
    this.#parts.push([from, to]);
  }

  addFirst(from: number, to: number): void {
    this.#dropTaken();
    this.#parts.unshift([from, to]);
  }

  /** Takes at most `size` bytes off the front. */
  next(size: number): Interval | undefined {
    const first = this.#parts[this.#taken];
    if (first === undefined) return undefined;
    const [from, end] = first;
    const to = Math.min(from + size, end);
    if (to < end) this.#parts[this.#taken] = [to, end];
    else if (++this.#taken * 2 > this.#parts.length) this.#dropTaken();
    return [from, to];
  }

  /**
   * Takes `[from, to)` out of turn; what follows it in the same part comes next, since whoever reads it goes
   * on there.
   *
   * @returns whether any of it was queued
   */
  takeOut(from: number, to: number): boolean {
    this.#dropTaken();
    if (!this.#parts.some((part) => part[0] < to && part[1] > from)) return false;
    const following: Interval[] = [];
    const rest: Interval[] = [];
    for (const part of this.#parts) {
      const [start, end] = part;
      if (start >= to || end <= from) rest.push(part);
      else {
        if (start < from) rest.push([start, from]);
        if (end > to) following.push([to, end]);
      }
    }
    this.#parts = [...following, ...rest];
    return true;
  }

  #dropTaken(): void {
    this.#parts.splice(0, this.#taken);
    this.#taken = 0;
  }
}
