import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { program } from "./program.ts";

export interface BackgroundOptions {
  cwd?: string | undefined;
  /** Added to the environment. */
  env?: Record<string, string> | undefined;
  /** What the program prints, on stdout or stderr, once it is ready. */
  ready: RegExp;
  /** How to end it; default SIGTERM. */
  signal?: NodeJS.Signals | undefined;
}

/** A program that runs beside the test. */
export interface Background {
  readonly pid: number;
  /** What `ready` matched. */
  readonly match: RegExpExecArray;
  /** All that it has printed so far. */
  output(): string;
  /** Ends it, by its pid, and waits for its end. Resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a program and waits until it says that it is ready. */
export async function background(
  name: string,
  args: readonly string[],
  { cwd, env, ready, signal = "SIGTERM" }: BackgroundOptions,
): Promise<Background> {
  const path = name.includes("/") ? name : program(name);
  const child = spawn(path, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  let printed = "";
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = ready.exec(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("error", reject);
    void ended.then(() => reject(new Error(`${name} ended before it was ready:\n${printed}`)));
  });
  return {
    pid: child.pid!,
    match,
    output: () => printed,
    async stop(with_ = signal) {
      end(child, with_);
      const [code] = await ended;
      return code;
    },
  };
}

/** A program that ignores the request is ended after 8 s: no test may leave one behind. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const last = setTimeout(() => child.kill("SIGKILL"), 8_000);
  child.once("close", () => clearTimeout(last));
}
