import { describe, expect, it } from "vitest";
import { Rate } from "../../src/transfer/rate.ts";

describe("Rate", () => {
  it("is 0 while nothing can be said", () => {
    const rate = new Rate();
    expect(rate.perSecond).toBe(0);
    rate.note(5, 0);
    expect(rate.perSecond).toBe(0);
  });

  it("is the growth over the time", () => {
    const rate = new Rate();
    rate.note(0, 1_000);
    rate.note(500, 1_500);
    expect(rate.perSecond).toBe(1_000);
  });

  it("forgets what is long ago", () => {
    const rate = new Rate();
    for (let second = 0; second <= 10; second++) rate.note(1_000_000 * second, second * 1_000);
    for (let second = 11; second <= 20; second++) rate.note(10_000_000, second * 1_000);
    expect(rate.perSecond).toBe(0);
  });
});
