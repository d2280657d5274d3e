import { expect, it } from "vitest";

import { eventLoopLag } from "../../src/proofs/eventLoopLag.ts";

it("measures how late the event loop of a busy server is, which is not judged here", async () => {
  const figures = await eventLoopLag.run(2);
  for (const { what, value } of figures) expect(value, what).toBeGreaterThanOrEqual(0);
});
