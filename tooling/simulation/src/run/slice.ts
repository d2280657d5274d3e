import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Finding } from "./replay.ts";

/** Loaded before everything else. */
const ENVIRONMENT = new URL("../environment/environment.js", import.meta.url).href;
const WORKER = fileURLToPath(new URL("../worker.js", import.meta.url));

/** The worlds of some seeds, and what they came to. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/**
 * Runs the worlds of the seeds from `from` to before `to`, in as many processes as there are processors.
 *
 * @param fault an old fault that is put back
 * @param told called for each world that fails, as soon as it does; returns whether to go on
 */
export async function runSlice(
  from: number,
  to: number,
  { fault, told = () => true }: { fault?: string | undefined; told?: (finding: Finding) => boolean } = {},
): Promise<Slice> {
  const started = performance.now();
  const step = Math.min(availableParallelism(), to - from);
  const findings: Finding[] = [];
  const workers = Array.from({ length: step }, (_, index) => startWorker([from + index, to, step], fault));
  const stop = (): void => workers.forEach(({ child }) => child.kill());
  await Promise.all(
    workers.map(({ lines, ended }) =>
      lines((line) => {
        const finding = JSON.parse(line) as Finding | null;
        if (finding === null) return;
        findings.push(finding);
        if (!told(finding)) stop();
      }).then(() => ended),
    ),
  );
  findings.sort((one, other) => one.seed - other.seed);
  return { from, to, findings, seconds: (performance.now() - started) / 1000 };
}

function startWorker(seeds: readonly number[], fault: string | undefined) {
  const args = [
    "--import",
    ENVIRONMENT,
    WORKER,
    ...seeds.map(String),
    ...(fault === undefined ? [] : [fault]),
  ];
  // Pools overwrite what they take back, so that memory that is used too late shows.
  const env = { ...process.env, SFTP_POISON: "1" };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0 || signal === "SIGTERM") resolve();
      else reject(new Error(`a worker of the simulation ended with ${signal ?? code}`));
    });
  });
  const lines = async (each: (line: string) => void): Promise<void> => {
    for await (const line of createInterface({ input: child.stdout })) each(line);
  };
  return { child, lines, ended };
}
