/** `pnpm simulate`: see the README. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Finding, replayScript } from "./run/replay.ts";
import { recorded, recordSlice } from "./run/record.ts";
import { rowOf } from "./run/shrink.ts";
import { runSlice } from "./run/slice.ts";

/** Worlds in a slice: what is lost at most when a long run is stopped. */
const SLICE = 1_000;

const { values } = parseArgs({
  options: {
    worlds: { type: "string", default: "1000" },
    from: { type: "string" },
    record: { type: "boolean", default: false },
    fault: { type: "string" },
    first: { type: "string" },
  },
});

const from = Number(values.from ?? (values.record ? recorded().next : 1));
const to = from + Number(values.worlds);
let failed = 0;
let found = false;
for (let first = from; first < to; first += SLICE) {
  const told = (finding: Finding): boolean => {
    const isWanted =
      values.first === undefined || finding.violations.some((each) => rowOf(each) === values.first);
    if (isWanted) tell(finding);
    found ||= isWanted;
    return values.first === undefined || !isWanted;
  };
  const slice = await runSlice(first, Math.min(first + SLICE, to), { fault: values.fault, told });
  failed += slice.findings.length;
  if (values.record) recordSlice(slice);
  const { findings, seconds } = slice;
  console.log(`worlds ${slice.from} to ${slice.to - 1}: ${findings.length} failed, ${seconds.toFixed(0)} s`);
  if (values.first !== undefined && found) break;
}
process.exitCode = failed > 0 ? 1 : 0;

function tell({ seed, violations, smallest }: Finding): void {
  console.log(`world ${seed}:`);
  for (const violation of violations) console.log(`  ${violation}`);
  if (smallest === undefined) return;
  const path = join(tmpdir(), `world-${seed}.json`);
  writeFileSync(path, replayScript(smallest));
  console.log(`  made small: pnpm simulate:replay ${path}\n${replayScript(smallest)}`);
}
