import { describe, expect, it } from "vitest";

import { inParallel } from "../../src/contenders/inParallel.ts";

describe("inParallel", () => {
  it("does everything once, and never more than so many at once", async () => {
    const done: number[] = [];
    let working = 0;
    let most = 0;
    await inParallel(3, [5, 4, 3, 2, 1, 0], async (item) => {
      most = Math.max(most, ++working);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      working--;
      done.push(item);
    });
    expect(done.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(3);
  });
});
