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
  { env = {}, signal = new AbortController().signal }: Partial<Pick<Surroundings, "env" | "signal">> = {},
): Promise<MainOutcome> {
  let [stdout, stderr] = ["", ""];
  const code = await main(args, {
    stdout: { write: (text) => (stdout += String(text)) },
    stderr: { write: (text) => (stderr += String(text)) },
    env,
    signal,
  });
  return { code, stdout, stderr };
}
