import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { World } from "./world.ts";

const preload = fileURLToPath(new URL("preload.mjs", import.meta.url));

/**
 * Runs an example to its end; one that listens would never end, and is ended when it does. Rejects with all it printed
 * if it fails.
 */
export function runExample(module: string, { cwd, env }: World): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(module, {
      cwd,
      env,
      execArgv: ["--import", preload],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let printed = "";
    let listens = false;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    }
    child.on("message", () => {
      listens = true;
      // What it does at once when it listens is part of it.
      setTimeout(() => child.kill("SIGTERM"), 1_000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 || (listens && code === null)) resolve(printed);
      else reject(new Error(`the example ended with code ${code}:\n${printed}`));
    });
  });
}
