import { describe, expect, it } from "vitest";

import { Bell } from "../src/bell.ts";
import { type Block, Blocks } from "../src/blocks.ts";

function block(from: number, to: number): Block {
  return { from, to, owner: undefined, counted: false, asked: false, isOutdated: false, news: new Bell() };
}

describe("Blocks", () => {
  it("finds a block by any of its positions", () => {
    const blocks = new Blocks();
    const [low, high] = [block(10, 20), block(30, 40)];
    blocks.insert(high);
    blocks.insert(low);
    expect([9, 10, 19, 20, 29, 30, 39, 40].map((position) => blocks.at(position))).toEqual([
      undefined,
      low,
      low,
      undefined,
      undefined,
      high,
      high,
      undefined,
    ]);
  });

  it("lists in the order of the file whatever shares bytes with a range", () => {
    const blocks = new Blocks();
    const [a, b, c] = [block(0, 10), block(10, 20), block(30, 40)];
    for (const one of [c, a, b]) blocks.insert(one);
    expect(blocks.within()).toEqual([a, b, c]);
    expect(blocks.within(9, 11)).toEqual([a, b]);
    expect(blocks.within(20, 30)).toEqual([]);
    blocks.delete(b);
    expect(blocks.within(9, 31)).toEqual([a, c]);
  });

  it("cuts out bytes that have come, and tells what memory is free once a whole reply is gone", () => {
    const blocks = new Blocks();
    const there = { ...block(0, 10), data: Uint8Array.from({ length: 10 }, (_, i) => i) };
    blocks.insert({ ...there, reply: { bytes: 10, untaken: 10 } });
    blocks.insert(block(10, 20));
    expect(blocks.cutOut(3, 5)).toBe(0);
    expect(blocks.within().map(({ from, to, data }) => [from, to, data && [...data]])).toEqual([
      [0, 3, [0, 1, 2]],
      [5, 10, [5, 6, 7, 8, 9]],
      [10, 20, undefined],
    ]);
    expect(blocks.cutOut(4, 100)).toBe(0);
    expect(blocks.cutOut(0, 3)).toBe(10);
    expect(blocks.within().map(({ from }) => from)).toEqual([10]);
  });

  it("deletes only the very block", () => {
    const blocks = new Blocks();
    const kept = block(0, 10);
    blocks.insert(kept);
    blocks.delete(block(0, 10));
    expect(blocks.at(0)).toBe(kept);
  });
});
