import { expect, it } from "vitest";

import { brokenLimit } from "../src/limits.ts";

it("brokenLimit names what an input takes too much of", () => {
  const cost = { milliseconds: 1, buffers: 200, heap: 3000 };
  expect(brokenLimit(100, cost)).toBeUndefined();
  expect(brokenLimit(99, cost)).toBe("allocates 200 bytes in buffers");
  expect(brokenLimit(50, cost, 4)).toBeUndefined();
  expect(brokenLimit(100, { ...cost, heap: 100_000 })).toBe("allocates 100000 bytes on the heap");
  expect(brokenLimit(100_000, { ...cost, heap: 1_000_000 })).toBeUndefined();
  expect(brokenLimit(100_000, { ...cost, milliseconds: 2000 })).toBe("takes 2000 ms");
});
