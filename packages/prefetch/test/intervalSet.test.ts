import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { areDisjoint, type Interval, IntervalSet } from "../src/intervalSet.ts";

const LIMIT = 40;
const bounds = fc.tuple(fc.nat(LIMIT), fc.nat(LIMIT));
const program = fc.array(fc.tuple(fc.boolean(), bounds), { maxLength: 30 });

/** The set that a program builds, and the same as a list of flags. */
function build(steps: [boolean, [number, number]][]): { set: IntervalSet; flags: boolean[] } {
  const set = new IntervalSet();
  const flags = Array.from({ length: LIMIT }, () => false);
  for (const [isAdded, [from, to]] of steps) {
    if (isAdded) set.add(from, to);
    else set.remove(from, to);
    if (from < to) flags.fill(isAdded, from, to);
  }
  return { set, flags };
}

/** Every number of some intervals. */
function expand(parts: readonly Interval[]): number[] {
  return parts.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}

describe("IntervalSet", () => {
  it("holds what was added and not removed, whatever the order", () => {
    fc.assert(
      fc.property(program, bounds, (steps, [from, to]) => {
        const { set, flags } = build(steps);
        const numbers = flags.flatMap((flag, i) => (flag ? [i] : []));
        const asked = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
        expect(set.size).toBe(numbers.length);
        expect(set.first?.[0]).toBe(numbers[0]);
        expect(expand(set.within(from, to))).toEqual(asked.filter((i) => flags[i]));
        expect(expand(set.gaps(from, to))).toEqual(asked.filter((i) => flags[i] !== true));
        expect(set.covers(from, to)).toBe(asked.every((i) => flags[i]));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("joins intervals that touch", () => {
    const set = new IntervalSet();
    set.add(0, 3);
    set.add(6, 9);
    set.add(3, 6);
    expect(set.first).toEqual([0, 9]);
    expect(set.runEnd(0)).toBe(9);
    expect(set.runEnd(9)).toBe(9);
  });

  it("is cut open-ended", () => {
    const set = new IntervalSet();
    set.add(0, 10);
    set.add(20, 30);
    set.remove(5, Number.POSITIVE_INFINITY);
    expect(set.within(0, 100)).toEqual([[0, 5]]);
    expect(set.size).toBe(5);
  });
});

describe("areDisjoint", () => {
  it.each([
    [[], true],
    [[[0, 5]], true],
    [
      [
        [5, 9],
        [0, 5],
      ],
      true,
    ],
    [
      [
        [5, 9],
        [0, 6],
      ],
      false,
    ],
    [
      [
        [1, 2],
        [1, 2],
      ],
      false,
    ],
    [
      [
        [0, 9],
        [20, 30],
        [3, 4],
      ],
      false,
    ],
  ] as [Interval[], boolean][])("of %j is %s, in any order", (intervals, expected) => {
    expect(areDisjoint(intervals)).toBe(expected);
  });
});
