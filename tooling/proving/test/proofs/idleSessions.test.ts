import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { soak } from "../../src/proofs/idleSessions.ts";

it("[S-12] idle sessions take little memory each", async () => {
  const figures = await soak(150, 2);
  // What memory does in an hour cannot be seen in two seconds.
  const judged = figures.filter(({ what }) => !what.endsWith("an hour"));
  expect(judged.filter((figure) => !holds(figure))).toEqual([]);
  expect(figures.length - judged.length).toBe(2);
});
