import { Bench } from "tinybench";

/** Calls between two looks at the clock, which takes about as long as a short message. */
const CALLS = 50;

/** How long each thing is measured, in milliseconds. */
export interface RateOptions {
  readonly time?: number;
}

/** How often a call can be made in a second, by the median; what is slow now and then does not count. */
export async function rate(call: () => void, { time = 300 }: RateOptions = {}): Promise<number> {
  const bench = new Bench({ time, warmupTime: time / 3 });
  bench.add("calls", () => {
    for (let times = 0; times < CALLS; times++) call();
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== "completed") throw new Error("the measurement failed", { cause: result });
  return (CALLS / result.latency.p50) * 1000;
}
