import { expect, it } from "vitest";

import { rate } from "../../src/codec/rate.ts";

it("rate tells calls a second, by the clock", async () => {
  let calls = 0;
  const began = performance.now();
  const perSecond = await rate(() => calls++, { time: 30 });
  const average = (calls / (performance.now() - began)) * 1000;
  expect(perSecond).toBeGreaterThan(average / 2);
});

it("rate does not measure what fails", async () => {
  await expect(rate(() => JSON.parse("no"), { time: 10 })).rejects.toThrow("the measurement failed");
});
