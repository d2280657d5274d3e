import { expect, it } from "vitest";

import { slowSink } from "../../src/proofs/slowSink.ts";

it("[C-14] downloading into a slow sink takes memory for its window, not for the file", async () => {
  const megabytes = 300;
  const [came, memory] = await slowSink.run(megabytes);
  expect(came!.value).toBe(megabytes);
  // What V8 has not collected yet comes and goes; the goal is for a quiet machine.
  expect(memory!.value).toBeLessThan(2 * memory!.atMost!);
});
