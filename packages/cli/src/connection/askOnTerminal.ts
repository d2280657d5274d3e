import { closeSync, openSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import type { Ask } from "../context.ts";

/** The terminal of this process, also where its stdin and stdout are something else. */
const TERMINAL = "/dev/tty";

/** Asks on the terminal of this process; `undefined` where it has none. */
export function askOnTerminal(signal: () => AbortSignal): Ask | undefined {
  try {
    closeSync(openSync(TERMINAL, "r+"));
  } catch {
    return undefined;
  }
  return (question, echo) => ask(question, echo, signal());
}

async function ask(question: string, echo: boolean, signal: AbortSignal): Promise<string | undefined> {
  const input = new ReadStream(openSync(TERMINAL, "r"));
  // What is typed is shown by the terminal itself, or by nobody.
  const lines = createInterface({ input, output: echo ? undefined : nowhere(), terminal: !echo });
  writeFileSync(TERMINAL, question);
  try {
    return await new Promise((resolve) => {
      const giveUp = (): void => resolve(undefined);
      lines.once("line", resolve).once("close", giveUp);
      // Where the terminal shows nothing, an interruption is only a character to it.
      lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      signal.addEventListener("abort", giveUp, { once: true });
    });
  } finally {
    lines.close();
    input.destroy();
    if (!echo) writeFileSync(TERMINAL, "\n");
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
