import { expect, it } from "vitest";

import { keyExchanges } from "../../src/proofs/keyExchanges.ts";

it("measures how long a STAT waits while others exchange keys, which is not judged here", async () => {
  const figures = await keyExchanges.run(2);
  for (const { what, value } of figures) expect(value, what).toBeGreaterThanOrEqual(0);
});
