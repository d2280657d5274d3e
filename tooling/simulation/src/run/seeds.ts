import { generate } from "../world/generate.ts";
import type { WorldPlan } from "../world/plan.ts";
import { runWorld } from "../world/world.ts";
import type { Finding } from "./replay.ts";
import { unknown } from "./known.ts";
import { rowOf, shrink } from "./shrink.ts";

/** A part of the seeds from `from` to before `to`: each `step`-th. */
export interface Seeds {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Runs worlds one after another; the first that violates a row is shrunk. */
export async function* runSeeds({ from, to, step }: Seeds): AsyncGenerator<Finding | undefined> {
  const shrunk = new Set<string>();
  for (let seed = from; seed < to; seed += step) {
    const plan = generate(seed);
    const { violations } = await runWorld(plan);
    if (violations.length === 0) {
      yield undefined;
      continue;
    }
    const [first] = unknown(violations);
    if (first === undefined) {
      yield { seed, violations };
      continue;
    }
    const row = rowOf(first);
    const isNew = !shrunk.has(row);
    shrunk.add(row);
    yield { seed, violations, ...(isNew && { smallest: await shrunken(plan, row) }) };
  }
}

function shrunken(plan: WorldPlan, row: string): Promise<WorldPlan> {
  return shrink(plan, async (smaller) => {
    const { violations } = await runWorld(smaller);
    return unknown(violations).some((violation) => rowOf(violation) === row);
  });
}
