import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { ignoredWindow } from "../../src/proofs/ignoredWindow.ts";

it("[S-4] a client that ignores the SSH window is cut off before it costs much memory", async () => {
  const figures = await ignoredWindow.run(2);
  expect(figures.filter((figure) => !holds(figure))).toEqual([]);
});
