import { Worker } from "node:worker_threads";

import { Blackboard } from "./blackboard.ts";
import type { FuzzOptions, FuzzResult } from "./fuzz.ts";

/** What the thread is told. */
export type Order = Pick<FuzzOptions, "seed" | "executions" | "milliseconds"> & {
  readonly target: string;
  readonly memory: SharedArrayBuffer;
};

/** How the thread is watched. */
export interface WatchOptions {
  /** After so many milliseconds with one input it is given up. Default: 20 s, far beyond what any input may take. */
  readonly hangMs?: number;
  /** What runs in the thread. Default: the loop. */
  readonly thread?: URL;
}

/**
 * Fuzzes a target in a thread of its own: an input that never returns, or that takes all the memory, becomes a
 * finding too, and the last one of that target.
 */
export async function watchedFuzz(
  order: Omit<Order, "memory">,
  { hangMs = 20_000, thread = new URL("worker.js", import.meta.url) }: WatchOptions = {},
): Promise<FuzzResult> {
  const blackboard = new Blackboard();
  const began = performance.now();
  const worker = new Worker(thread, {
    workerData: { ...order, memory: blackboard.memory } satisfies Order,
    // With a large young generation the garbage collector seldom hides what an input allocates.
    resourceLimits: { maxYoungGenerationSizeMb: 128, maxOldGenerationSizeMb: 1024 },
  });
  const fatal = (what: string): FuzzResult => ({
    target: order.target,
    executions: blackboard.written,
    milliseconds: performance.now() - began,
    findings: [{ what, input: blackboard.input }],
    kept: [],
    slowest: { milliseconds: 0, input: new Uint8Array() },
    buffersPerByte: 0,
    heapPerByte: 0,
  });

  let watch: NodeJS.Timeout | undefined;
  try {
    return await new Promise<FuzzResult>((resolve) => {
      let written = 0;
      watch = setInterval(() => {
        if (blackboard.written === written) resolve(fatal(`does not return within ${hangMs / 1000} s`));
        written = blackboard.written;
      }, hangMs);
      worker.on("message", resolve);
      worker.on("error", (error) => resolve(fatal(`ends the thread: ${error.stack ?? error.message}`)));
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}
