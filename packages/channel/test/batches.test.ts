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
  expect([...batches([big, small])]).toEqual([big, small]);
  expect([...batches([big, small])][0]).toBe(big);
  expect([...batches([small])][0]).toBe(small);
});

it("fills small packets up to 32 KiB with the beginning of a big one, and copies no more of it", () => {
  const big = new Uint8Array(256 * KIB);
  const writes = [...batches([new Uint8Array(5), new Uint8Array(5), big, new Uint8Array(5)])];
  expect(writes.map(({ length }) => length)).toEqual([32 * KIB, 224 * KIB + 10, 5]);
  expect(writes[1]!.buffer).toBe(big.buffer);
  expect(sizes(29, 32 * KIB - 29)).toEqual([32 * KIB]);
  expect(sizes(16 * KIB, 16 * KIB, 20 * KIB)).toEqual([32 * KIB, 20 * KIB]);
});

it("changes neither bytes nor order, and joins nothing beyond the limit", () => {
  const packet = uint8Array({ minLength: 1, maxLength: 50 });
  assert(
    property(array(tuple(packet, integer({ min: 1, max: 900 }))), (seeds) => {
      const packets = seeds.map(([bytes, times]) => Buffer.concat(Array<Uint8Array>(times).fill(bytes)));
      const writes = [...batches(packets)];
      expect(Buffer.concat(writes).equals(Buffer.concat(packets))).toBe(true);
      for (const write of writes)
        expect(write.length <= 32 * KIB || packets.some(({ buffer }) => buffer === write.buffer)).toBe(true);
      expect(writes.length).toBeLessThanOrEqual(packets.length);
    }),
    { seed: 5, numRuns: 50 },
  );
});

it("makes nothing of nothing", () => {
  expect(sizes()).toEqual([]);
});
