import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

import { run, runOk } from "./run.ts";

/** A program on a terminal of its own, as a user would see it. */
export interface Terminal {
  /** Types text, as it is. */
  type(text: string): Promise<void>;
  /** Presses keys, as tmux names them: `Enter`, `Tab`, `C-c`. */
  press(...keys: string[]): Promise<void>;
  /** Resolves with what is shown once it matches. */
  shows(pattern: RegExp): Promise<string>;
}

/** How long something may take to be shown, in milliseconds. */
const PATIENCE = 40_000;

let terminals = 0;

/**
 * Starts a program in tmux; both end with the test.
 *
 * @param size columns and rows
 */
export async function terminal(
  command: readonly string[],
  {
    cwd = ".",
    env = {},
    size = [100, 30],
  }: { cwd?: string; env?: Record<string, string>; size?: readonly [number, number] } = {},
): Promise<Terminal> {
  const socket = `sftp-test-${process.pid}-${++terminals}`;
  const tmux = (...args: string[]) => run("tmux", ["-L", socket, ...args]);
  const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const [columns, rows] = size;
  const session = ["new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", cwd, ...variables];
  await runOk("tmux", ["-f", "/dev/null", "-L", socket, ...session, "--", ...command]);
  onTestFinished(async () => void (await tmux("kill-server")));
  return {
    type: async (text) => void (await tmux("send-keys", "-l", "--", text)),
    press: async (...keys) => void (await tmux("send-keys", ...keys)),
    async shows(pattern) {
      const until = Date.now() + PATIENCE;
      for (;;) {
        const { stdout } = await tmux("capture-pane", "-p", "-J");
        if (pattern.test(stdout)) return stdout;
        if (Date.now() > until) throw new Error(`the terminal does not show ${pattern}, but:\n${stdout}`);
        await sleep(100);
      }
    },
  };
}
