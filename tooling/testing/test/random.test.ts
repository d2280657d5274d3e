import { describe, expect, it } from "vitest";

import { Random } from "../src/index.ts";

describe("Random", () => {
  it("gives the same sequence for the same seed, everywhere", () => {
    const random = new Random(1);
    expect(Array.from({ length: 3 }, () => random.u32())).toEqual([2693262067, 11749833, 2265367787]);
  });

  it("stays below its bound and reaches all of it", () => {
    const random = new Random(2);
    const seen = new Set(Array.from({ length: 1000 }, () => random.below(7)));
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.pick(["only"])).toBe("only");
    expect(random.bytes(5)).toHaveLength(5);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
