import type { Sample } from "./run.ts";

/** The middle of some numbers, or of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The medians of each figure for itself. */
export function medianSample(samples: readonly Sample[]): Sample {
  const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
  return {
    seconds: of("seconds"),
    clientCpu: of("clientCpu"),
    serverCpu: of("serverCpu"),
    memory: of("memory"),
    serverMemory: of("serverMemory"),
  };
}
