import { expect, it } from "vitest";

import { slope } from "../../src/measure/slope.ts";

it("is the slope of the line that passes the points the closest", () => {
  expect(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBeCloseTo(2);
  expect(
    slope([
      [0, 1],
      [1, 0],
      [2, 0],
      [3, 1],
    ]),
  ).toBeCloseTo(0);
});
