import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { BufferPool } from "../src/bufferPool.ts";

const MIB = 1024 * 1024;

/** How many of these buffers a pool still keeps. */
function kept(pool: BufferPool, buffers: readonly Uint8Array[]): number {
  const known = new Set(buffers.map(({ buffer }) => buffer));
  return buffers.map(({ length }) => pool.acquire(length)).filter(({ buffer }) => known.has(buffer)).length;
}

describe("BufferPool", () => {
  it("hands out what was released where the size fits, and never wastes more than half of it", () => {
    const pool = new BufferPool();
    const first = pool.acquire(1000);
    pool.release(first.subarray(13, 20));
    expect(pool.acquire(1001).buffer).not.toBe(first.buffer);
    expect(pool.acquire(499).buffer).not.toBe(first.buffer);
    const again = pool.acquire(500);
    expect(again.buffer).toBe(first.buffer);
    expect(again.length).toBe(500);
    pool.release(again);
    expect(pool.acquire(1000).buffer).toBe(first.buffer);
  });

  it("[C-16] gives no memory to two owners, whatever is released, how often and by whom", () => {
    const step = fc.record({ length: fc.integer({ min: 1, max: 4000 }), release: fc.array(fc.nat(30)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = new BufferPool();
        const owned: Uint8Array[] = [];
        const gone: Uint8Array[] = [new Uint8Array(100)];
        for (const { length, release } of steps) {
          const bytes = pool.acquire(length);
          expect(bytes.length).toBe(length);
          expect(owned.map(({ buffer }) => buffer)).not.toContain(bytes.buffer);
          owned.push(bytes);
          for (const index of release) {
            const [released] = owned.splice(index % owned.length, 1);
            pool.release(released!);
            gone.push(released!);
            if (owned.length === 0) break;
          }
          // Twice, or what is not the pool's: nothing happens, unless it has a new owner by now.
          for (const old of gone) if (!owned.some(({ buffer }) => buffer === old.buffer)) pool.release(old);
        }
        pool.empty();
      }),
      { numRuns: 200 },
    );
  });

  it("keeps no more than 16 MiB, 256 buffers, and 64 MiB in a process", () => {
    const pools = Array.from({ length: 6 }, () => new BufferPool());
    const acquired = pools.map((pool) => Array.from({ length: 20 }, () => pool.acquire(MIB)));
    for (const [index, pool] of pools.entries()) for (const buffer of acquired[index]!) pool.release(buffer);
    const counts = pools.map((pool, index) => kept(pool, acquired[index]!));
    expect(Math.max(...counts)).toBe(16);
    expect(counts.reduce((sum, count) => sum + count)).toBe(64);
    const small = Array.from({ length: 300 }, () => pools[0]!.acquire(10));
    for (const buffer of small) pools[0]!.release(buffer);
    expect(kept(pools[0]!, small)).toBe(256);
    for (const pool of pools) pool.empty();
  });

  it("makes way for what is released last", () => {
    const pool = new BufferPool();
    const old = Array.from({ length: 256 }, () => pool.acquire(10));
    for (const buffer of old) pool.release(buffer);
    const large = pool.acquire(1000);
    pool.release(large);
    expect(pool.acquire(1000).buffer).toBe(large.buffer);
    pool.empty();
  });

  it("empties itself when nothing was released for a second", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const pool = new BufferPool();
    const buffer = pool.acquire(1000);
    pool.release(buffer);
    vi.advanceTimersByTime(999);
    expect(pool.acquire(1000).buffer).toBe(buffer.buffer);
    pool.release(buffer);
    vi.advanceTimersByTime(999);
    expect(pool.acquire(1000).buffer).toBe(buffer.buffer);
    pool.release(buffer);
    vi.advanceTimersByTime(1000);
    expect(pool.acquire(1000).buffer).not.toBe(buffer.buffer);
  });

  it("does not keep memory that was transferred to somebody else", () => {
    const pool = new BufferPool();
    const bytes = pool.acquire(1000);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
    pool.release(bytes);
    expect(pool.acquire(1000).length).toBe(1000);
  });
});
