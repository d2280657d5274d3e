/** Runs a part of the seeds, and says of each world what was found, as lines of JSON. */
import { withOldFault } from "./world/world.ts";
import { oldFaults } from "./run/oldFaults.ts";
import { runSeeds } from "./run/seeds.ts";

const [from, to, step, fault] = process.argv.slice(2);
if (fault !== undefined) withOldFault(oldFaults[fault]!);
for await (const finding of runSeeds({ from: Number(from), to: Number(to), step: Number(step) })) {
  process.stdout.write(`${JSON.stringify(finding ?? null)}\n`);
}
