import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { unreadReplies } from "../../src/proofs/unreadReplies.ts";

it("[S-17] a client that reads no replies of SSH for three seconds costs little memory", async () => {
  const figures = await unreadReplies.run(3);
  expect(figures.filter((figure) => !holds(figure))).toEqual([]);
});
