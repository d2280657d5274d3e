/** All whole numbers from one up to, but not with, another. */
export type Interval = readonly [from: number, to: number];

/** Whether no number is in two of these intervals. */
export function areDisjoint(intervals: readonly Interval[]): boolean {
  const ascending = intervals.toSorted(([one], [other]) => one - other);
  return ascending.every(([from], index) => index === 0 || ascending[index - 1]![1] <= from);
}

/**
 * A set of whole numbers kept as half-open intervals `[from, to)`, joined where they touch. Made for few, long
 * intervals: looking up is logarithmic in their number, changing is linear.
 */
export class IntervalSet {
  /** from, to, from, to, ... strictly ascending. */
  readonly #bounds: number[] = [];
  #size = 0;

  /** How many numbers are in the set. */
  get size(): number {
    return this.#size;
  }

  /** The lowest interval. */
  get first(): Interval | undefined {
    return this.#bounds.length === 0 ? undefined : [this.#bounds[0]!, this.#bounds[1]!];
  }

  /** The intervals, ascending. */
  *[Symbol.iterator](): Generator<Interval, void, undefined> {
    for (let i = 0; i < this.#bounds.length; i += 2) yield [this.#bounds[i]!, this.#bounds[i + 1]!];
  }

  add(from: number, to: number): void {
    this.#set(from, to, true);
  }

  remove(from: number, to: number): void {
    this.#set(from, to, false);
  }

  covers(from: number, to: number): boolean {
    return from >= to || this.runEnd(from) >= to;
  }

  /** The end of the interval that holds `from`, or `from` itself if none does. */
  runEnd(from: number): number {
    const index = this.#firstAbove(from);
    return index % 2 === 1 ? this.#bounds[index]! : from;
  }

  /** The parts of `[from, to)` that are in the set, ascending. */
  within(from: number, to: number): Interval[] {
    const parts: Interval[] = [];
    const bounds = this.#bounds;
    for (let i = this.#firstAbove(from) & ~1; i < bounds.length && bounds[i]! < to; i += 2) {
      parts.push([Math.max(from, bounds[i]!), Math.min(to, bounds[i + 1]!)]);
    }
    return parts;
  }

  /** The parts of `[from, to)` that are not in the set, ascending. */
  gaps(from: number, to: number): Interval[] {
    const parts: Interval[] = [];
    let at = from;
    for (const [start, end] of this.within(from, to)) {
      if (at < start) parts.push([at, start]);
      at = end;
    }
    if (at < to) parts.push([at, to]);
    return parts;
  }

  #set(from: number, to: number, present: boolean): void {
    if (from >= to) return;
    for (const [start, end] of present ? this.gaps(from, to) : this.within(from, to)) {
      this.#size += present ? end - start : start - end;
    }
    // The bounds from `from` to `to` themselves fall; what is left on either side says which come instead.
    const low = this.#firstAbove(from - 1);
    const high = this.#firstAbove(to);
    const bounds: number[] = [];
    if ((low % 2 === 1) !== present) bounds.push(from);
    if ((high % 2 === 1) !== present) bounds.push(to);
    this.#bounds.splice(low, high - low, ...bounds);
  }

  /** The index of the first bound above `value`: odd means that `value` is inside an interval. */
  #firstAbove(value: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bounds[middle]! > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
