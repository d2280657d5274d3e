/**
 * `pnpm proving` lists what there is to prove, with its goal and the last recorded figures. `pnpm proving ID...` proves these at
 * full size and records the figures, in `results/` unless `--save` names another folder.
 *
 *     --count N      only so many of what the proof counts
 *     --seconds N    for so long, where the proof takes time; --hours N likewise
 *
 * A run that is smaller than the recorded one is shown and not recorded. The exit code is 1 if a figure is not reached.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { machineLine, thisMachine } from "@sftp/bench";

import { holds, type Proof } from "./proof.ts";
import { proofs } from "./proofs.ts";
import { loadRecords, saveRecord } from "./record/record.ts";
import { figureInWords, sizeInWords } from "./record/words.ts";
import { wantedSize } from "./wantedSize.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string" },
    seconds: { type: "string" },
    hours: { type: "string" },
    save: { type: "string", default: fileURLToPath(new URL("../results", import.meta.url)) },
  },
});

if (positionals.length === 0) list();
const chosen = positionals.map((id) => {
  const found = proofs.find((proof) => proof.id === id.toUpperCase());
  if (found === undefined) throw new Error(`there is no proof ${id}; \`pnpm proving\` lists them`);
  return { proof: found, size: wantedSize(found, values) };
});
for (const { proof, size } of chosen) await prove(proof, size);

function list(): void {
  const records = loadRecords(values.save);
  for (const { id, claim, full, unit, elsewhere } of proofs) {
    const record = records.get(id);
    console.log(`${id.padEnd(5)}${claim}\n     goal: ${sizeInWords(full, unit)}`);
    if (record === undefined) console.log(`     ${elsewhere ?? "not yet run"}`);
    else {
      const figures = record.figures.map(figureInWords).join("; ");
      console.log(`     done: ${sizeInWords(record.size, unit)}, ${record.machine.date}: ${figures}`);
    }
  }
}

async function prove(proof: Proof, size: number): Promise<void> {
  const { id, claim, unit } = proof;
  const machine = thisMachine();
  console.log(`${id} ${claim}\n${sizeInWords(size, unit)}; ${machineLine(machine)}`);
  const started = performance.now();
  const figures = await proof.run(size);
  const seconds = Math.round((performance.now() - started) / 1000);
  for (const figure of figures) console.log(`     ${figureInWords(figure)}`);
  const command = `pnpm proving ${id}${size === proof.full ? "" : ` ${unit === "seconds" ? "--seconds" : "--count"} ${size}`}`;
  const record = { id, size, unit, figures, seconds, command, machine };
  const saved = saveRecord(
    values.save,
    record,
    proofs.map((each) => each.id),
  );
  console.log(saved ? "     recorded" : "     not recorded: a larger run is on record");
  if (!figures.every(holds)) process.exitCode = 1;
}
