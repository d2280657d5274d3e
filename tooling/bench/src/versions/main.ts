/**
 * `pnpm bench:versions --old FOLDER`: this checkout beside another one of this repository, in turn, on the same files.
 *
 *     --old FOLDER   the other checkout, with its packages installed and built
 *     --rounds N     how often each does each work, in turn (15)
 *     --size MIB     how large the file is (1024)
 *     --only REGEX   only works whose "kind over way" it matches, as in "^get " or "pipe"
 *
 * Exits with 1 if a median of this checkout is slower by more than 5 %, takes more CPU time by more than 3 %, or more
 * memory than 32 MiB above idle.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { writeRandomFile } from "../corpus/randomFile.ts";
import { median } from "../measure/median.ts";
import { machineLine, thisMachine } from "../report/machine.ts";
import { startSshd } from "../server/sshd.ts";
import { KINDS, type Task, type VersionFigures, WAYS } from "./task.ts";

const MIB = 1024 * 1024;
const WARM_UP = 16 * MIB;

/** How much slower and dearer a median may be, as a part of the other one, and how much memory it may take, in MiB. */
const LIMITS = { seconds: 1.05, cpu: 1.03, memory: 32 } as const;

const { values } = parseArgs({
  options: {
    old: { type: "string" },
    rounds: { type: "string", default: "15" },
    size: { type: "string", default: "1024" },
    only: { type: "string", default: "" },
  },
});
if (values.old === undefined) throw new Error("--old FOLDER is required: the checkout to compare with");
const roots = { old: values.old, new: fileURLToPath(new URL("../../../..", import.meta.url)) };
const worker = fileURLToPath(new URL("worker.js", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "sftp-versions-"));
const sshd = await startSshd(folder);
try {
  const [source, warmUp, target] = ["source", "warm-up", "target"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeRandomFile(source, Number(values.size) * MIB, 1);
  writeRandomFile(warmUp, WARM_UP, 2);
  console.log(
    `${machineLine(thisMachine())}\n${values.size} MiB, medians of ${values.rounds} rounds: old, new\n`,
  );
  for (const over of WAYS) {
    for (const kind of KINDS) {
      const name = `${kind} over ${over}`;
      if (!new RegExp(values.only).test(name)) continue;
      const figures: Record<keyof typeof roots, VersionFigures[]> = { old: [], new: [] };
      for (let round = 0; round < Number(values.rounds); round++) {
        // Who is first alternates, so that neither always follows the other.
        for (const version of round % 2 === 0 ? (["old", "new"] as const) : (["new", "old"] as const)) {
          const root = roots[version];
          figures[version].push(run({ root, kind, over, endpoint: sshd.endpoint, source, warmUp, target }));
        }
      }
      report(name, figures.old, figures.new);
    }
  }
} finally {
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
}

function run(task: Task): VersionFigures {
  const line = execFileSync(process.execPath, [worker, JSON.stringify(task)], { encoding: "utf8" });
  rmSync(task.target, { force: true });
  return JSON.parse(line) as VersionFigures;
}

function report(name: string, old: readonly VersionFigures[], current: readonly VersionFigures[]): void {
  const [seconds, cpu, memory] = (["seconds", "cpu", "memory"] as const).map(
    (key) => [medianOf(old, key), medianOf(current, key)] as const,
  ) as [Pair, Pair, Pair];
  const isWorse =
    seconds[1] > seconds[0] * LIMITS.seconds || cpu[1] > cpu[0] * LIMITS.cpu || memory[1] > LIMITS.memory;
  if (isWorse) process.exitCode = 1;
  const words = [
    `${pair(seconds, 2)} s`,
    `CPU ${pair(cpu, 2)} s`,
    `memory above idle ${pair(memory, 1)} MiB`,
    ...(isWorse ? ["beyond the limits"] : []),
  ];
  console.log(`${name.padEnd(32)}${words.join("; ")}`);
}

function medianOf(figures: readonly VersionFigures[], key: keyof VersionFigures): number {
  return median(figures.map((figure) => figure[key]));
}

type Pair = readonly [old: number, current: number];

function pair([old, current]: Pair, digits: number): string {
  return `${old.toFixed(digits)}, ${current.toFixed(digits)}`;
}
