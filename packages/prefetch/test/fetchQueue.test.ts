import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { FetchQueue } from "../src/fetchQueue.ts";

function queueOf(...parts: [number, number][]): FetchQueue {
  const queue = new FetchQueue();
  for (const part of parts) queue.add(...part);
  return queue;
}

describe("FetchQueue", () => {
  it("gives what was queued in that order, cut to size", () => {
    const queue = queueOf([100, 130], [0, 10]);
    queue.addFirst(50, 55);
    const given = [queue.next(20), queue.next(20), queue.next(20), queue.next(20), queue.next(20)];
    expect(given).toEqual([[50, 55], [100, 120], [120, 130], [0, 10], undefined]);
  });

  it("forgets what was given, wherever something else is put or taken", () => {
    const queue = queueOf([0, 1], [1, 2], [2, 3], [3, 4], [4, 5]);
    expect([queue.next(9), queue.next(9)]).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect([...queue]).toEqual([
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
    expect(queue.takeOut(0, 2)).toBe(false);
    queue.addFirst(1, 2);
    const given = [queue.next(9), queue.next(9), queue.next(9), queue.next(9), queue.next(9)];
    expect(given).toEqual([[1, 2], [2, 3], [3, 4], [4, 5], undefined]);
  });

  it("goes on behind what is taken out of turn", () => {
    const queue = queueOf([0, 100], [200, 300]);
    expect(queue.takeOut(240, 250)).toBe(true);
    expect([...queue]).toEqual([
      [250, 300],
      [0, 100],
      [200, 240],
    ]);
    expect(queue.takeOut(240, 250)).toBe(false);
  });

  it("holds exactly what was not taken", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { maxLength: 8 }),
        (cuts) => {
          const queue = queueOf([30, 50], [0, 30]);
          const left = new Set(Array.from({ length: 50 }, (_, i) => i));
          for (const [from, length] of cuts) {
            const to = from + length;
            const isThere = [...left].some((i) => from <= i && i < to);
            expect(queue.takeOut(from, to)).toBe(isThere);
            for (let i = from; i < to; i++) left.delete(i);
          }
          const given = [...queue].flatMap(([from, to]) =>
            Array.from({ length: to - from }, (_, i) => from + i),
          );
          expect(given.toSorted((a, b) => a - b)).toEqual([...left]);
        },
      ),
      { seed: 1, numRuns: 1000 },
    );
  });
});
