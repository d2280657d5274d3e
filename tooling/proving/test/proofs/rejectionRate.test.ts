import { expect, it } from "vitest";

import { rejectionRate } from "../../src/proofs/rejectionRate.ts";

it("measures how many broken packets a second are refused, which is not judged here", async () => {
  const [{ value } = { value: 0 }] = await rejectionRate.run(1);
  expect(value).toBeGreaterThan(0);
});
