import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

// Each start of the program takes seconds on a busy machine, and there are several in a test.
vi.setConfig({ testTimeout: 180_000 });

/** The program as it was built. */
export const program = fileURLToPath(new URL("../bin/sftp-cli.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Record<string, string>;
  /** What it reads on stdin; nothing by default. */
  readonly input?: string;
  /** Told whatever it prints. */
  readonly onOutput?: (text: string, interrupt: () => void) => void;
}

/** Runs the program to its end. */
export function runCli(
  args: readonly string[],
  { cwd, env, input = "", onOutput }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...process.env, ...env },
    });
    // It need not read it.
    child.stdin.on("error", () => {}).end(input);
    const outcome = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        outcome[stream] += text;
        onOutput?.(text, () => child.kill("SIGINT"));
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...outcome }));
  });
}
