import { describe, expect, it } from "vitest";

import { median, medianSample } from "../../src/measure/median.ts";

describe("median", () => {
  it("is the value in the middle, or between the two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it("is taken of each figure for itself", () => {
    const sample = { seconds: 1, clientCpu: 5, serverCpu: 3, memory: 0, serverMemory: 0 };
    const samples = [
      sample,
      { ...sample, seconds: 9, clientCpu: 1 },
      { ...sample, seconds: 2, clientCpu: 2 },
    ];
    expect(medianSample(samples)).toEqual({ ...sample, seconds: 2, clientCpu: 2 });
  });
});
