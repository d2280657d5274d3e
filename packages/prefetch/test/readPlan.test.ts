import { Random } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { IntervalSet } from "../src/intervalSet.ts";
import type { Range } from "../src/range.ts";
import { ReadPlan } from "../src/readPlan.ts";

/** Everything that a plan asks for, at once. */
function all(plan: ReadPlan, size: number): Range[] {
  const ranges: Range[] = [];
  for (let range = plan.next(size); range !== undefined; range = plan.next(size)) ranges.push(range);
  return ranges;
}

describe("ReadPlan", () => {
  it("goes through a range in order", () => {
    expect(all(new ReadPlan({ start: 5, end: 25 }), 8)).toEqual([
      { offset: 5, length: 8 },
      { offset: 13, length: 8 },
      { offset: 21, length: 4 },
    ]);
    expect(all(new ReadPlan({ start: 5, end: 5 }), 8)).toEqual([]);
  });

  it("asks for the rest of a short reply again, lowest first", () => {
    const plan = new ReadPlan({ end: 20 });
    const [low, high] = all(plan, 10) as [Range, Range];
    plan.answered(high, 4);
    plan.answered(low, 9);
    expect(plan.nextAgain(4)).toEqual({ offset: 9, length: 1 });
    expect(plan.nextAgain(4)).toEqual({ offset: 14, length: 4 });
    expect(plan.nextAgain(4)).toEqual({ offset: 18, length: 2 });
    expect(plan.nextAgain(4)).toBeUndefined();
  });

  it("asks for nothing beyond an end that has shown itself, but for all before", () => {
    const plan = new ReadPlan();
    const ranges = Array.from({ length: 3 }, () => plan.next(10)!);
    plan.answered(ranges[2]!, 3);
    plan.answered(ranges[1]!, 0);
    expect(plan.stop).toBe(10);
    expect([plan.next(10), plan.nextAgain(10)]).toEqual([undefined, undefined]);
    plan.answered(ranges[0]!, 4);
    expect(plan.nextAgain(10)).toEqual({ offset: 4, length: 6 });
    plan.answered({ offset: 4, length: 6 }, 0);
    expect(plan.stop).toBe(4);
    plan.answered({ offset: 30, length: 10 }, 3);
    expect(plan.nextAgain(10)).toBeUndefined();
  });

  it("probes the end once, and only if nothing has ended before", () => {
    const plan = new ReadPlan({ end: 10, probeEnd: true });
    expect(plan.nextProbe()).toBeUndefined();
    plan.next(10);
    expect(plan.nextProbe()).toEqual({ offset: 10, length: 1 });
    expect(plan.nextProbe()).toBeUndefined();

    const ended = new ReadPlan({ end: 10, probeEnd: true });
    ended.answered(ended.next(10)!, 0);
    expect(ended.nextProbe()).toBeUndefined();
    expect(new ReadPlan({ probeEnd: true }).nextProbe()).toBeUndefined();
  });

  it("refuses what is no range", () => {
    for (const options of [{ start: -1 }, { start: 0.5 }, { start: 5, end: 4 }, { end: Number.NaN }]) {
      expect(() => new ReadPlan(options)).toThrow(RangeError);
    }
  });

  it("covers every byte exactly once, whatever the sizes, the order and the shortness of the replies", () => {
    const params = fc.record({
      seed: fc.nat(),
      length: fc.nat(300),
      start: fc.nat(60),
      stated: fc.option(fc.nat(300), { nil: undefined }),
    });
    fc.assert(
      fc.property(params, ({ seed, length, start, stated }) => {
        const random = new Random(seed);
        const end = stated === undefined ? undefined : start + stated;
        const plan = new ReadPlan({ start, end });
        const covered = new IntervalSet();
        const outstanding: Range[] = [];
        let received = 0;
        let beyond = 0;
        for (;;) {
          for (let n = random.below(4); n >= 0; n--) {
            const size = 1 + random.below(40);
            const range = plan.nextAgain(size) ?? plan.next(size);
            if (range === undefined) break;
            if (range.offset >= plan.stop) beyond++;
            outstanding.push(range);
          }
          if (outstanding.length === 0) break;
          const [range] = outstanding.splice(random.below(outstanding.length), 1) as [Range];
          const available = Math.max(0, Math.min(range.length, length - range.offset));
          const count = available > 1 && random.oneIn(3) ? 1 + random.below(available) : available;
          plan.answered(range, count);
          covered.add(range.offset, range.offset + count);
          received += count;
        }
        const expected = Math.max(0, Math.min(length, end ?? length) - start);
        expect(covered.size).toBe(expected);
        expect(received).toBe(expected);
        expect(covered.covers(start, start + expected)).toBe(true);
        expect(beyond).toBe(0);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});
