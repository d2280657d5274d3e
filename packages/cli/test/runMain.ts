import { Readable } from "node:stream";
import type { Surroundings } from "../src/context.ts";
import { main } from "../src/main.ts";

export interface MainOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function runMain(
  args: readonly string[],
  { stdin, env = {}, signal }: { stdin?: string } & Partial<Pick<Surroundings, "env" | "signal">> = {},
): Promise<MainOutcome> {
  let [stdout, stderr] = ["", ""];
  const code = await main(args, {
    stdout: { write: (text) => (stdout += String(text)) },
    stderr: { write: (text) => (stderr += String(text)) },
    stdin: () => Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]),
    env,
    signal: signal ?? new AbortController().signal,
  });
  return { code, stdout, stderr };
}
