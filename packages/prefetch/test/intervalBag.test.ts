import * as fc from "fast-check";
import { expect, it } from "vitest";

import { IntervalBag } from "../src/intervalBag.ts";

const LIMIT = 30;
const interval = fc.tuple(fc.nat(LIMIT), fc.nat(LIMIT));

it("counts how often each number is there", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), interval), { maxLength: 25 }), (steps) => {
      const bag = new IntervalBag();
      const counts = Array.from({ length: LIMIT }, () => 0);
      for (const [isAdded, [from, to]] of steps) {
        if (isAdded) bag.add(from, to);
        else bag.remove(from, to);
        for (let i = from; i < to; i++) counts[i] = Math.max(0, counts[i]! + (isAdded ? 1 : -1));
      }
      const present = counts.map((count) => count > 0);
      expect(counts.map((_, i) => bag.distinct.covers(i, i + 1))).toEqual(present);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
