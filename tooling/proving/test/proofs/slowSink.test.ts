import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { slowSink } from "../../src/proofs/slowSink.ts";

it("[C-14] downloading into a slow sink takes no more memory than its window", async () => {
  const figures = await slowSink.run(300);
  expect(figures.filter((figure) => !holds(figure))).toEqual([]);
});
