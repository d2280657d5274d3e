import type { Outcome } from "../world/world.ts";
import type { WorldPlan } from "../world/plan.ts";

/** A world that violates something, and the same made small. */
export interface Finding {
  readonly seed: number;
  readonly violations: readonly string[];
  /** The world as small as it gets; `undefined` if that is known, or its like was shrunk before. */
  readonly smallest?: WorldPlan;
}

/** A script that replays a world: its plan, which `pnpm simulate --replay FILE` runs. */
export function replayScript(plan: WorldPlan): string {
  return `${JSON.stringify(plan, undefined, 1)}\n`;
}

/** What a world came to, for people. */
export function described(plan: WorldPlan, { violations, log, requests, milliseconds }: Outcome): string {
  return [
    replayScript(plan).trimEnd(),
    ...log,
    `${requests} requests, ${Math.round(milliseconds)} ms of virtual time`,
    ...(violations.length === 0 ? ["nothing was violated"] : violations),
  ].join("\n");
}
