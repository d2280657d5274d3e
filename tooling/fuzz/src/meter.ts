import { getHeapStatistics } from "node:v8";

/** What one execution took. */
export interface Cost {
  readonly milliseconds: number;
  /** Bytes in buffers, outside the heap. */
  readonly buffers: number;
  /** Bytes on the heap of JavaScript: objects, strings, and buffers of up to 64 bytes. */
  readonly heap: number;
}

/** Runs and measures; memory is exact unless the garbage collector came in between, which only makes it less. */
export function measure<T>(run: () => T): { value: T; cost: Cost } {
  const before = getHeapStatistics();
  const begin = performance.now();
  const value = run();
  const milliseconds = performance.now() - begin;
  const after = getHeapStatistics();
  return {
    value,
    cost: {
      milliseconds,
      buffers: after.external_memory - before.external_memory,
      heap: after.used_heap_size - before.used_heap_size - own,
    },
  };
}

/**
 * What several measurements agree on: the least time, and the memory in the middle, where neither compiler nor
 * collector count.
 */
export function steadyCost(run: () => unknown): Cost {
  const costs = Array.from({ length: 5 }, () => measure(run).cost);
  return {
    milliseconds: Math.min(...costs.map(({ milliseconds }) => milliseconds)),
    buffers: middle(costs.map(({ buffers }) => buffers)),
    heap: middle(costs.map(({ heap }) => heap)),
  };
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** What measuring itself puts on the heap. */
let own = 0;
own = steadyCost(() => {}).heap;
