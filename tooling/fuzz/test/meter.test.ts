import { describe, expect, it } from "vitest";

import { steadyCost, measure } from "../src/meter.ts";

describe("measure", () => {
  it("returns what the call returned", () => {
    expect(measure(() => 7).value).toBe(7);
  });
});

describe("steadyCost", () => {
  it("is nothing for a call that does nothing", () => {
    const cost = steadyCost(() => {});
    expect(cost.heap).toBeLessThan(100);
    expect(cost.buffers).toBe(0);
  });

  it("counts buffers and objects apart, to the byte", () => {
    expect(steadyCost(() => new Uint8Array(100_000)).buffers).toBe(100_000);
    const heap = steadyCost(() => Array.from({ length: 10_000 }, () => ({}))).heap;
    expect(heap).toBeGreaterThan(10_000 * 8);
    expect(heap).toBeLessThan(10_000 * 200);
  });
});
