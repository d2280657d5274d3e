import { expect, it } from "vitest";

import { advantage } from "../../src/measure/advantage.ts";

it("is nothing where both are the same, and a half where one look tells them apart", () => {
  expect(advantage([1, 2, 3], [1, 2, 3])).toBe(0);
  expect(advantage([1, 2, 3], [4, 5])).toBe(0.5);
  expect(advantage([4, 5], [1, 2, 3])).toBe(0.5);
  expect(advantage([1, 4], [2, 3])).toBe(0);
});
