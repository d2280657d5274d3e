import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import type { Ask } from "../context.ts";

/** The terminal of this process, also where its stdin and stdout are something else. */
const TERMINAL = "/dev/tty";

/** Asks on the terminal of this process; `undefined` where it has none. */
export function askOnTerminal(signal: AbortSignal): Ask | undefined {
  try {
    closeSync(openSync(TERMINAL, "r+"));
  } catch {
    return undefined;
  }
  return (question, echo) => ask(question, echo, signal);
}

function ask(question: string, echo: boolean, signal: AbortSignal): Promise<string | undefined> {
  const input = new ReadStream(openSync(TERMINAL, "r+"));
  let shows = true;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (shows) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output, terminal: true });
  return new Promise<string | undefined>((resolve) => {
    const giveUp = (): void => resolve(undefined);
    lines.on("close", giveUp);
    // The terminal is in raw mode meanwhile, where an interruption is a character.
    lines.on("SIGINT", () => {
      giveUp();
      process.kill(process.pid, "SIGINT");
    });
    signal.addEventListener("abort", giveUp, { once: true });
    lines.question(question, resolve);
    shows = echo;
  }).finally(() => {
    lines.close();
    input.destroy();
    if (!echo) process.stderr.write("\n");
  });
}
