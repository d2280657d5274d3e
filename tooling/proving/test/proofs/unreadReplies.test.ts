import { expect, it } from "vitest";

import { holds } from "../../src/proof.ts";
import { unreadReplies } from "../../src/proofs/unreadReplies.ts";

// What a process has resident depends on when V8 collects, which can only add to it.
it(
  "[S-17] a client that reads no replies of SSH for three seconds costs little memory",
  { retry: 2 },
  async () => {
    const figures = await unreadReplies.run(3);
    expect(figures.filter((figure) => !holds(figure))).toEqual([]);
  },
);
