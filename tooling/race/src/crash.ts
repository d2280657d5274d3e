import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Bytes of one write, and how many of them make a file. */
export const BLOCK = 16 * 1024;
export const BLOCKS = 16;

/** What was there after a server was killed in the middle of an upload. */
export interface Wreck {
  /** Whether the file under its name was whole: one byte all through, and all of it. */
  readonly whole: boolean;
  /** How many unfinished files lay beside it. */
  readonly parts: number;
}

/**
 * Lets a process upload the same file again and again, kills it at a random moment, and looks at what is left.
 *
 * @param root an empty folder, or that of an earlier crash
 */
async function crash(root: string): Promise<Wreck> {
  const program = new URL("../dist/uploader.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, root], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), exit]);
  await setTimeout(Math.random() * 40);
  if (!child.kill("SIGKILL")) throw new Error("the uploading process ended by itself");
  await exit;
  const content = fs.readFileSync(join(root, "f"));
  const whole = content.length === BLOCK * BLOCKS && content.every((byte) => byte === content[0]);
  return { whole, parts: fs.readdirSync(root).length - 1 };
}

export interface CrashTally {
  crashes: number;
  /** Crashes that caught an upload half-way: the others prove nothing. */
  caught: number;
  /** Crashes after which the file was not whole. */
  partial: number;
}

export async function crashes(count: number): Promise<CrashTally> {
  const tally: CrashTally = { crashes: 0, caught: 0, partial: 0 };
  const root = fs.mkdtempSync(join(tmpdir(), "crash-"));
  try {
    let parts = 0;
    while (tally.crashes < count) {
      const wreck = await crash(root);
      tally.crashes++;
      if (wreck.parts > parts) tally.caught++;
      if (!wreck.whole) tally.partial++;
      ({ parts } = wreck);
    }
  } finally {
    fs.rmSync(root, { recursive: true });
  }
  return tally;
}
