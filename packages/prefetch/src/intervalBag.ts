import { type Interval, IntervalSet } from "./intervalSet.ts";

/** A set of whole numbers in which each may be several times, kept as intervals. */
export class IntervalBag {
  /** At index n the numbers that are there more than n times, so each set holds the next. */
  readonly #levels: IntervalSet[] = [];

  /** The numbers that are there, once or more often. */
  readonly distinct: IntervalSet;

  constructor() {
    this.distinct = new IntervalSet();
    this.#levels.push(this.distinct);
  }

  /** Adds every number of `[from, to)` once. */
  add(from: number, to: number): void {
    let added: Interval[] = [[from, to]];
    for (let n = 0; added.length > 0; n++) {
      const level = (this.#levels[n] ??= new IntervalSet());
      const present = added.flatMap((part) => level.within(...part));
      for (const part of added) level.add(...part);
      added = present;
    }
  }

  /** Removes every number of `[from, to)` once. */
  remove(from: number, to: number): void {
    let left: Interval[] = [[from, to]];
    for (let n = this.#levels.length - 1; n >= 0 && left.length > 0; n--) {
      const level = this.#levels[n]!;
      const absent = left.flatMap((part) => level.gaps(...part));
      for (const part of left) level.remove(...part);
      left = absent;
    }
  }
}
