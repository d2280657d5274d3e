import { createHistogram } from "node:perf_hooks";

/** How often the event loop is looked at, in milliseconds. */
const INTERVAL = 1;

/** By how much an event loop comes late, in milliseconds. */
export interface Lag {
  /** Later than this it came only once in a hundred times. */
  readonly p99: number;
  readonly worst: number;
  /** As `p99`, of the time in which the process itself was at work: on a busy machine it waits for others, too. */
  readonly ownP99: number;
}

/** Watches the event loop of this process from now on. */
export class EventLoopWatch {
  readonly #late = createHistogram();
  readonly #own = createHistogram();

  constructor() {
    this.#look(performance.now(), process.cpuUsage());
  }

  /** What was seen since this was asked last. */
  take(): Lag {
    const lag = {
      p99: this.#late.percentile(99) / 1000,
      worst: this.#late.max / 1000,
      ownP99: this.#own.percentile(99) / 1000,
    };
    this.#late.reset();
    this.#own.reset();
    return lag;
  }

  #look(time: number, usage: NodeJS.CpuUsage): void {
    setTimeout(() => {
      const late = (performance.now() - time - INTERVAL) * 1000;
      const { user, system } = process.cpuUsage(usage);
      this.#late.record(atLeastOne(late));
      this.#own.record(atLeastOne(Math.min(late, user + system)));
      this.#look(performance.now(), process.cpuUsage());
    }, INTERVAL);
  }
}

/** Histograms count from 1 on; here that is a microsecond. */
function atLeastOne(microseconds: number): number {
  return Math.max(Math.round(microseconds), 1);
}
