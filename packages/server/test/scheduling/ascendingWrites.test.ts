import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { AscendingWrites } from "../../src/scheduling/ascendingWrites.ts";

/** Writes that tell what becomes of them. */
function offering(writes: AscendingWrites) {
  const log: string[] = [];
  const offer = (offset: number, length: number) =>
    writes.offer(offset, length, {
      open: () => log.push(`${offset} open`),
      refuse: () => log.push(`${offset} refused`),
    });
  return { log, offer };
}

describe("AscendingWrites", () => {
  it("lets writes through in order, and holds early ones until theirs", () => {
    const writes = new AscendingWrites(0);
    const { log, offer } = offering(writes);
    expect(offer(0, 10)).toBeUndefined();
    expect(offer(20, 10)).toBeTypeOf("function");
    expect(offer(30, 5)).toBeTypeOf("function");
    expect(log).toEqual(["0 open"]);
    offer(10, 10);
    expect(log).toEqual(["0 open", "10 open", "20 open", "30 open"]);
    expect(writes.broken).toBe(false);
  });

  it("refuses what was written already, and two writes at one place", () => {
    const { log, offer } = offering(new AscendingWrites(100));
    offer(0, 10);
    offer(110, 10);
    offer(110, 10);
    offer(100, 10);
    expect(log).toEqual(["0 refused", "110 refused", "100 open", "110 open"]);
  });

  it("an end with a gap refuses what is behind it, and the file is broken", () => {
    const writes = new AscendingWrites(0);
    const { log, offer } = offering(writes);
    offer(0, 10);
    offer(11, 10);
    writes.end();
    expect(log).toEqual(["0 open", "11 refused"]);
    expect(writes.broken).toBe(true);
  });

  it("after a write that failed, all fail", async () => {
    const writes = new AscendingWrites(0);
    await writes.write(() => {});
    await expect(writes.write(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
    await expect(writes.write(() => {})).rejects.toThrow("a write before this one has failed");
    expect(writes.broken).toBe(true);
  });

  it("any order without gaps comes out ascending", () => {
    const order = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 });
    fc.assert(
      fc.property(order, (offsets) => {
        const { log, offer } = offering(new AscendingWrites(0));
        for (const offset of offsets) offer(offset, 1);
        expect(log).toEqual([...Array(12).keys()].map((offset) => `${offset} open`));
      }),
      { seed: 3 },
    );
  });
});
