/** `pnpm simulate:steps [PATTERN]`: every mishap at every step of every scenario whose name matches. */
import { everyStep } from "../steps/everyStep.ts";
import { scenarios } from "../steps/scenarios.ts";

// What no world has thrown is this program's own fault.
process.removeAllListeners("uncaughtException");

const [pattern = ""] = process.argv.slice(2);
let [runs, failed] = [0, 0];
for (const scenario of scenarios.filter(({ name }) => new RegExp(pattern).test(name))) {
  const before = runs;
  for await (const { step, violations } of everyStep(scenario)) {
    runs++;
    if (violations.length === 0) continue;
    failed++;
    console.log(`${scenario.name}\n  ${step}`);
    for (const violation of violations) console.log(`    ${violation}`);
  }
  console.log(`${scenario.name}: ${runs - before} runs`);
}
console.log(`${runs} runs, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
