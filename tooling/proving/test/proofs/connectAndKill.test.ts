import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { connectAndKill } from "../../src/proofs/connectAndKill.ts";

it("[S-8] clients that are killed with SIGKILL at any moment leave nothing open and nothing in memory", async () => {
  const figures = await connectAndKill.run(100);
  expect(figures.filter((figure) => !holds(figure))).toEqual([]);
});
