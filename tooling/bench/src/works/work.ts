import type { Endpoint, Kind, Task } from "../contenders/contender.ts";
import type { Outcome } from "../measure/run.ts";

/** One thing that all who can do it are measured for. */
export interface Work {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** The rate is how much of `unit` there is to do, by the time that it took. */
  readonly amount: number;
  readonly unit: string;
  readonly endpoint: Endpoint;
  /** Makes what is needed, the first time only; `target` is where the result is to be, which does not exist yet. */
  task(target: string): Task;
  /** @throws if what came of it is not what it must be, byte for byte */
  verify(outcome: Outcome, target: string): Promise<void>;
}
