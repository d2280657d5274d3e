import { expect, it } from "vitest";

import { loginTiming } from "../../src/proofs/loginTiming.ts";

it("measures how long refusals take, which is not judged here", async () => {
  const figures = await loginTiming.run(100);
  for (const { what, value } of figures) expect(value, what).toBeGreaterThanOrEqual(0);
});
