import { spawn } from "node:child_process";

import { program } from "./program.ts";

export interface RunOptions {
  cwd?: string | undefined;
  /** Added to the environment. */
  env?: Record<string, string> | undefined;
  /** What the program reads on stdin; nothing by default. */
  input?: string | undefined;
}

export interface Outcome {
  /** The exit code; `null` if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. It is up to the test to judge the exit code. */
export function run(
  name: string,
  args: readonly string[],
  { cwd, env, input = "" }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const path = name.includes("/") ? name : program(name);
    const child = spawn(path, args, { cwd, env: { ...process.env, ...env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    // A program that ends early does not read on.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: text(stdout), stderr: text(stderr) }));
  });
}

/** As `run`, for a program whose failure is the test's. */
export async function runOk(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const outcome = await run(name, args, options);
  if (outcome.code !== 0) {
    throw new Error(`${name} ended with code ${outcome.code}:\n${outcome.stdout}\n${outcome.stderr}`);
  }
  return outcome;
}

function text(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString();
}
