/** `pnpm differential [NAME...]`: see the README. */
import { parseArgs } from "node:util";
import { compare } from "./comparison.ts";
import { comparisons } from "./comparisons.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { programs: { type: "string", default: "1000" }, from: { type: "string", default: "1" } },
});

let failed = false;
for (const comparison of comparisons) {
  if (positionals.length > 0 && !positionals.includes(comparison.name)) continue;
  const { programs, steps, differences, unused } = await compare(
    comparison,
    Number(values.from),
    Number(values.programs),
  );
  console.log(
    `${comparison.name}: ${programs} programs, ${steps} steps compared with ${comparison.theirs}, ` +
      `${differences.length} differences, ${comparison.accepted.length} kinds accepted`,
  );
  for (const { seed, step, ours, theirs } of differences) {
    console.log(`  program ${seed}: ${step}\n    ours:   ${ours}\n    theirs: ${theirs}`);
  }
  for (const reason of unused) console.log(`  accepted, but not seen: ${reason}`);
  failed ||= differences.length > 0 || unused.length > 0;
}
process.exitCode = failed ? 1 : 0;
