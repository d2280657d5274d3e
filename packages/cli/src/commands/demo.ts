import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import type { Context } from "../context.ts";
import { openLoopback } from "../demo/loopback.ts";
import { type Result, resultTable } from "../demo/resultTable.ts";
import { writeSampleFile, writeSampleTree } from "../demo/sampleFiles.ts";
import { ssh2Crypto } from "../demo/ssh2Crypto.ts";
import { demoSteps, type Places, type Step } from "../demo/steps.ts";
import { examples } from "../help/examples.ts";
import { terminalView } from "../transfer/terminalView.ts";

const FILE_SIZE = 256 * 2 ** 20;
const TREE_FILES = 1_000;

/** `sftp-cli demo`: real transfers over SSH on this machine, compared and timed. */
export function demo(context: Context): Command {
  return new Command("demo")
    .description("Transfer a 256 MiB file and 1,000 small files over SSH on this machine, and verify them.")
    .addHelpText("after", examples(["sftp-cli demo"]))
    .action(async () => {
      const folder = await mkdtemp(join(tmpdir(), "sftp-demo-"));
      try {
        await runDemo(folder, context);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

async function runDemo(folder: string, context: Context): Promise<void> {
  const { stdout, signal } = context;
  const places = await prepare(folder, context);
  const { sftp, address, close } = await openLoopback(places.served, signal);
  try {
    stdout.write(`Serving a temporary directory on ${address}. ${ssh2Crypto()}.\n`);
    const results: Result[] = [];
    for (const step of demoSteps(sftp, places)) results.push(await runStep(step, context));
    stdout.write(resultTable(results));
    if (results.some(({ verified }) => !verified)) throw new Error("what arrived is not what was sent");
    stdout.write("Everything arrived as it was sent: all SHA-256 are equal.\n");
  } finally {
    await close();
  }
}

async function prepare(folder: string, { stdout, signal }: Context): Promise<Places> {
  const places = { local: join(folder, "local"), served: join(folder, "served"), back: join(folder, "back") };
  for (const path of Object.values(places)) await mkdir(path);
  stdout.write("Writing a file of 256 MiB and a tree of 1,000 small ones.\n");
  await writeSampleFile(join(places.local, "file"), FILE_SIZE, signal);
  await writeSampleTree(join(places.local, "tree"), TREE_FILES, signal);
  return places;
}

/** Runs a step, with a bar where somebody watches. */
async function runStep({ what, transfers, run }: Step, context: Context): Promise<Result> {
  const view = context.stderr.isTTY ? terminalView(context) : undefined;
  const file = { operation: "put", source: what, target: what } as const;
  const started = performance.now();
  try {
    const verify = await run({
      signal: context.signal,
      onProgress(transferred, total) {
        const progress = { transferred, total };
        view?.progress(file, progress, progress);
      },
    });
    const seconds = (performance.now() - started) / 1000;
    return { what, transfers, seconds, ...(await verify()) };
  } finally {
    view?.close();
  }
}
