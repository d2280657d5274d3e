/** `pnpm simulate:replay SEED|FILE`: runs one world and tells what happened in it. */
import { readFileSync } from "node:fs";
import { described } from "../run/replay.ts";
import { generate } from "../world/generate.ts";
import type { WorldPlan } from "../world/plan.ts";
import { runWorld } from "../world/world.ts";

const [which = "1"] = process.argv.slice(2);
const plan = /^\d+$/.test(which)
  ? generate(Number(which))
  : (JSON.parse(readFileSync(which, "utf8")) as WorldPlan);
const outcome = await runWorld(plan);
console.log(described(plan, outcome));
process.exitCode = outcome.violations.length > 0 ? 1 : 0;
