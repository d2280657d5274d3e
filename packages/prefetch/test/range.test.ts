import { expect, it } from "vitest";

import { bounds } from "../src/range.ts";

it("begins at its offset and ends after its length", () => {
  expect(bounds({ offset: 5, length: 10 })).toEqual([5, 15]);
  expect(bounds({ offset: 0, length: Number.MAX_SAFE_INTEGER })).toEqual([0, Number.MAX_SAFE_INTEGER]);
});

it("must lie in a file", () => {
  const refused = [
    [-1, 10],
    [0, -1],
    [0.5, 1],
    [0, 0.5],
    [1, Number.MAX_SAFE_INTEGER],
    [0, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
  ] as const;
  for (const [offset, length] of refused) {
    expect(() => bounds({ offset, length })).toThrow(`cannot read ${length} bytes at ${offset}`);
  }
});
