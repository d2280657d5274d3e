import { setTimeout } from "node:timers/promises";

import { expect, it } from "vitest";

import { EventLoopWatch } from "../../src/measure/eventLoopWatch.ts";

it("sees that the loop was held up, and by whom", async () => {
  const watch = new EventLoopWatch();
  await setTimeout(5);
  watch.take();
  const before = process.cpuUsage();
  // A tenth of a second of work, however long it takes.
  for (let spent = 0; spent < 100_000;) {
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
  await setTimeout(5);
  const { worst, p99, ownP99 } = watch.take();
  expect(worst).toBeGreaterThan(90);
  expect(ownP99).toBeLessThanOrEqual(p99);
});
