import { describe, expect, it } from "vitest";

import { RequestIds } from "../src/index.ts";

const none = new Set<number>();
const take = (ids: RequestIds, count: number) => Array.from({ length: count }, () => ids.next(none));

describe("RequestIds", () => {
  it("begin at 0 and count up", () => {
    expect(take(new RequestIds(), 3)).toEqual([0, 1, 2]);
  });

  it("stay unsigned where a signed counter would turn negative", () => {
    expect(take(new RequestIds(2 ** 31 - 2), 4)).toEqual([2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1]);
  });

  it("wrap at 2^32", () => {
    expect(take(new RequestIds(2 ** 32 - 2), 4)).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0, 1]);
  });

  it("skip what is in flight, also across the wrap", () => {
    const ids = new RequestIds(2 ** 32 - 1);
    expect(ids.next(new Set([2 ** 32 - 1, 0, 2]))).toBe(1);
    expect(ids.next(new Map([[2, "still waiting"]]))).toBe(3);
  });

  it("refuse a start that is no id", () => {
    for (const start of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => new RequestIds(start)).toThrow(RangeError);
    }
  });
});
