/**
 * `pnpm fuzz`: all targets, or those named by `--target`, one after another, for `--seconds` in all or `--executions` each. With
 * `--keep` the corpus becomes the inputs that ran new code; `--input FILE` runs one input, uncaught, and tells its cost.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { corpusFile, writeCorpus } from "./corpus.ts";
import { steadyCost } from "./meter.ts";
import { formatResult } from "./report.ts";
import type { Target } from "./target.ts";
import { targetNamed, targets } from "./targets.ts";
import { watchedFuzz } from "./watchedFuzz.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", multiple: true },
    seconds: { type: "string" },
    executions: { type: "string" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
    input: { type: "string" },
  },
});
const chosen = values.target?.map(targetNamed) ?? targets;

if (values.input === undefined) await fuzzAll();
else for (const target of chosen) runOne(target, readFileSync(values.input));

function runOne(target: Target, input: Uint8Array): void {
  target.execute(input)();
  const { milliseconds, buffers, heap } = steadyCost(() => target.execute(input));
  console.log(
    `${target.name}: ${milliseconds.toFixed(2)} ms, ${buffers} bytes in buffers, ${heap} bytes on the heap`,
  );
}

async function fuzzAll(): Promise<void> {
  const seconds = values.seconds ?? (values.executions === undefined ? "60" : undefined);
  const limits = {
    ...(values.executions === undefined ? {} : { executions: Number(values.executions) }),
    ...(seconds === undefined ? {} : { milliseconds: (Number(seconds) * 1000) / chosen.length }),
  };
  let failed = 0;
  for (const { name } of chosen) {
    const result = await watchedFuzz({ target: name, seed: Number(values.seed), ...limits });
    console.log(formatResult(result));
    if (result.findings.length > 0) failed++;
    else if (values.keep) writeCorpus(corpusFile(name), result.kept);
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
