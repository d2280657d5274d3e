import { array, assert, integer, property, tuple, uint8Array } from "fast-check";
import { expect, it } from "vitest";

import { batches } from "../src/batches.ts";

const KIB = 1024;

function sizes(...lengths: number[]): number[] {
  return [...batches(lengths.map((length) => new Uint8Array(length)))].map(({ length }) => length);
}

it("joins small packets that wait together", () => {
  expect(sizes(9, 20, 30)).toEqual([59]);
});

it("fills a join up to 32 KiB, which is one SSH packet, and begins another", () => {
  expect(sizes(16 * KIB, 16 * KIB, 1)).toEqual([32 * KIB, 1]);
  expect(sizes(16 * KIB, 16 * KIB - 1, 2)).toEqual([32 * KIB - 1, 2]);
});

it("lets big packets go alone and uncopied, in their place", () => {
  const big = new Uint8Array(16 * KIB + 1);
  const small = new Uint8Array(5);
  expect(sizes(5, 5, 256 * KIB, 5, 5)).toEqual([10, 256 * KIB, 10]);
  expect([...batches([big, small, big])]).toEqual([big, small, big]);
  expect([...batches([big, small])][0]).toBe(big);
  expect([...batches([small])][0]).toBe(small);
});

it("changes neither bytes nor order, and joins nothing beyond the limit", () => {
  const packet = uint8Array({ minLength: 1, maxLength: 50 });
  assert(
    property(array(tuple(packet, integer({ min: 1, max: 900 }))), (seeds) => {
      const packets = seeds.map(([bytes, times]) => Buffer.concat(Array<Uint8Array>(times).fill(bytes)));
      const writes = [...batches(packets)];
      expect(Buffer.concat(writes).equals(Buffer.concat(packets))).toBe(true);
      for (const write of writes)
        expect(write.length <= 32 * KIB || packets.some((big) => big === write)).toBe(true);
      expect(writes.length).toBeLessThanOrEqual(packets.length);
    }),
    { seed: 5, numRuns: 50 },
  );
});

it("makes nothing of nothing", () => {
  expect(sizes()).toEqual([]);
});
