import { describe, expect, it } from "vitest";

import { AdaptiveLimit } from "../src/adaptiveLimit.ts";

const STEP = 1000;

/** Runs rounds in which as many bytes as the limit arrive, each taking what `duration` says of the limit. */
function rounds(limit: AdaptiveLimit, count: number, duration: (bytes: number) => number): number[] {
  let now = 0;
  const seen: number[] = [];
  limit.begin(now);
  for (let round = 0; round < count; round++) {
    limit.full();
    now += duration(limit.bytes);
    limit.arrived(limit.bytes, STEP, now);
    seen.push(limit.bytes);
  }
  return seen;
}

/** A path that takes 300 ms however much is on its way: more always helps. */
const endless = (): number => 300;

/** A path of 300 ms that carries 100 bytes a millisecond: 30,000 bytes fill it. */
const bounded = (bytes: number): number => Math.max(300, bytes / 100);

describe("AdaptiveLimit", () => {
  it("doubles while throughput rises, up to its maximum", () => {
    expect(rounds(new AdaptiveLimit(4000, 100_000), 6, endless)).toEqual([
      8000, 16_000, 32_000, 64_000, 100_000, 100_000,
    ]);
  });

  it("stays once the path is full and each request would only wait longer", () => {
    const seen = rounds(new AdaptiveLimit(4000, 1e9), 40, bounded);
    expect(seen.at(-1)).toBe(64_000);
  });

  it("covers a pause even where a round trip takes no time", () => {
    const seen = rounds(new AdaptiveLimit(1000, 1e9), 40, (bytes) => bytes / 100);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(50 * 100);
    expect(seen.at(-1)).toBeLessThanOrEqual(250 * 100 + STEP);
  });

  it("finds more again when the path becomes wider", () => {
    const limit = new AdaptiveLimit(4000, 1e9);
    rounds(limit, 20, bounded);
    expect(rounds(limit, 3, endless).at(-1)).toBeGreaterThan(128_000);
  });

  it("does not grow when it was not in the way", () => {
    const limit = new AdaptiveLimit(4000, 1e9);
    limit.begin(0);
    limit.arrived(4000, STEP, 300);
    limit.arrived(4000, STEP, 600);
    expect(limit.bytes).toBe(4000);
  });

  it("counts no time in which nothing was on its way", () => {
    const limit = new AdaptiveLimit(4000, 1e9);
    rounds(limit, 1, endless);
    limit.begin(1e6);
    limit.full();
    limit.arrived(8000, STEP, 1e6 + 300);
    expect(limit.bytes).toBe(16_000);
  });

  it("[P-2] halves on a setback, at most once a round and not below one request", () => {
    const limit = new AdaptiveLimit(16_000, 1e9);
    limit.begin(0);
    limit.shrink(STEP);
    limit.shrink(STEP);
    limit.backOff(STEP);
    expect(limit.bytes).toBe(8000);
    for (let round = 1; round < 10; round++) {
      limit.begin(round);
      limit.shrink(STEP);
    }
    expect(limit.bytes).toBe(STEP);
  });

  it("doubles again after short replies, but only creeps up after failures", () => {
    const afterShort = new AdaptiveLimit(16_000, 1e9);
    afterShort.shrink(STEP);
    expect(rounds(afterShort, 3, endless)).toEqual([16_000, 32_000, 64_000]);
    const afterFailure = new AdaptiveLimit(16_000, 1e9);
    afterFailure.backOff(STEP);
    expect(rounds(afterFailure, 3, endless)).toEqual([9000, 10_000, 11_000]);
  });
});
