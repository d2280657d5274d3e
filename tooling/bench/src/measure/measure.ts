import { rmSync } from "node:fs";

import type { Competitor, Endpoint, Task } from "../contenders/contender.ts";
import type { Machine } from "../report/machine.ts";
import { recordOf, type WorkRecord } from "../report/record.ts";
import type { Work } from "../works/work.ts";
import type { Outcome, Sample } from "./run.ts";

/** Who takes longer, in seconds, is not asked again. */
const PATIENCE = 60;

export interface Measurement<C extends Competitor> {
  readonly runner: { run(contender: C, endpoint: Endpoint, task: Task): Promise<Outcome> };
  readonly work: Work;
  readonly contenders: readonly C[];
  readonly rounds: number;
  /** Where results are put, until they are verified. */
  readonly target: string;
  readonly machine: Machine;
}

/** Has all contenders do one work in turn, as often as there are rounds. Who fails, or is too slow, is named and left out. */
export async function measure<C extends Competitor>(measurement: Measurement<C>): Promise<WorkRecord> {
  const { work, contenders, rounds, machine } = measurement;
  const samples = new Map<C, Sample[]>();
  const failed = new Map<C, unknown>();
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const known = samples.get(contender) ?? [];
      if (failed.has(contender) || known.some(({ seconds }) => seconds > PATIENCE)) continue;
      try {
        const sample = await once(measurement, contender);
        samples.set(contender, [...known, sample]);
        console.log(`${work.id}: ${contender.name}: ${sample.seconds.toFixed(2)} s`);
      } catch (error) {
        failed.set(contender, error);
        samples.delete(contender);
        console.log(`${work.id}: ${contender.name}: ${String(error)}`);
      }
    }
  }
  return recordOf(work, machine, samples, failed);
}

async function once<C extends Competitor>(
  { runner, work, target }: Measurement<C>,
  contender: C,
): Promise<Sample> {
  try {
    const outcome = await runner.run(contender, work.endpoint, work.task(target));
    if (contender.discards !== true) await work.verify(outcome, target);
    return outcome.sample;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
