import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { flood } from "../../src/proofs/flood.ts";

it("[S-3] 2,048 READs whose replies nobody reads cost little memory, and another session is served meanwhile", async () => {
  const figures = await flood.run(2048);
  expect(figures.filter((figure) => !holds(figure))).toEqual([]);
});
