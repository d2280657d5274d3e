import { createInterface } from "node:readline/promises";
import type { SFTPClient } from "@sftp/client";
import type { Context } from "../context.ts";
import { Completer } from "./completer.ts";
import { History } from "./history.ts";
import type { Shell } from "./shell.ts";

const PROMPT = "sftp> ";

/** Runs what the user types on the terminal, until the user or the server ends the session. */
export async function runInteractive(
  shell: Shell,
  { sftp, start }: { readonly sftp: SFTPClient; readonly start: string },
  { env, signal, interruptible }: Context,
): Promise<void> {
  const history = new History(env);
  const completer = new Completer(sftp, start, env);
  const { stdin, stdout } = process;
  stdout.write("Connected. help lists the commands.\n");
  const lines = createInterface({
    input: stdin,
    output: stdout,
    prompt: PROMPT,
    history: await history.load(),
    removeHistoryDuplicates: true,
    completer: (line: string) => completer.complete(line),
  });
  // Lines that are pasted arrive together.
  const typed: string[] = [];
  let wake: (() => void) | undefined;
  lines.on("line", (line) => {
    typed.push(line);
    wake?.();
  });
  const end = (): void => {
    shell.isOver = true;
    wake?.();
  };
  lines.on("close", end);
  lines.on("SIGINT", () => {
    // At the prompt, Ctrl-C gives up the line.
    stdout.write("^C\n");
    Object.assign(lines, { line: "", cursor: 0 });
    lines.prompt();
  });
  signal.addEventListener("abort", end, { once: true });
  void sftp.closed.then(end);
  try {
    while (!shell.isOver) {
      if (typed.length === 0) {
        lines.prompt();
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const line = typed.shift();
      if (line === undefined || line.trim() === "") continue;
      await history.add(line);
      // While a command runs, the terminal is its own: Ctrl-C is a signal, and a child may read.
      lines.pause();
      stdin.setRawMode(false);
      const scope = interruptible?.();
      await shell.run(line, scope);
      scope?.release();
      completer.forget();
      if (shell.isOver) break;
      stdin.setRawMode(true);
      lines.resume();
    }
  } finally {
    lines.off("close", end);
    lines.close();
    signal.removeEventListener("abort", end);
  }
}
