import { it } from "vitest";

import { turns } from "../../src/index.ts";

it("throws where nobody can catch", async () => {
  setImmediate(() => {
    throw new Error("nobody caught this exception");
  });
  await turns(2);
});
