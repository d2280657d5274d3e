import type { Cost } from "./meter.ts";

/**
 * The promise is that nothing is allocated because of what an input claims, only because of what is there: twice
 * its size in buffers, and the objects that hold the decoded values. Of those the smallest thing that the wire can
 * say has the most: a pair of 8 bytes becomes a name and an array, which are about 400 bytes of objects.
 */
const LIMITS = {
  milliseconds: 100,
  buffersPerByte: 2,
  heapPerByte: 64,
  /** For the reader, the message, an error with its text: what there is whatever the input. */
  heap: 16 * 1024,
};

/** The first limit that an input of `length` bytes breaks, in words. */
export function brokenLimit(
  length: number,
  cost: Cost,
  buffersPerByte: number = LIMITS.buffersPerByte,
): string | undefined {
  if (cost.milliseconds > LIMITS.milliseconds) return `takes ${cost.milliseconds.toFixed(0)} ms`;
  if (cost.buffers > buffersPerByte * length) {
    return `allocates ${cost.buffers} bytes in buffers`;
  }
  if (cost.heap > LIMITS.heap + LIMITS.heapPerByte * length) {
    return `allocates ${cost.heap} bytes on the heap`;
  }
  return undefined;
}
