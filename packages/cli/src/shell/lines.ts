import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Context } from "../context.ts";
import type { Shell } from "./shell.ts";

/** How a list of commands is run. */
export interface LinesOptions {
  /** Stops at the first failure. */
  readonly stopsAtFailure: boolean;
  /** Prints each line before it is run. */
  readonly echoes: boolean;
}

/**
 * Runs commands that nobody types, one a line, as `sftp -b` does: `-` in front of a line ignores that it fails, `@` does
 * not print it.
 *
 * @returns whether all lines succeeded that had to
 */
export async function runLines(
  source: AsyncIterable<Uint8Array>,
  shell: Shell,
  { stopsAtFailure, echoes }: LinesOptions,
  { stdout, signal }: Context,
): Promise<boolean> {
  let succeeded = true;
  const input = source instanceof Readable ? source : Readable.from(source);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const text of lines) {
      const [, marks = "", line = ""] = /^\s*([-@]*)(.*)$/s.exec(text)!;
      if (echoes && !marks.includes("@")) stdout.write(`sftp> ${text}\n`);
      const isDone = await shell.run(line);
      signal.throwIfAborted();
      if (!isDone && !marks.includes("-")) {
        succeeded = false;
        if (stopsAtFailure) break;
      }
      if (shell.isOver) break;
    }
  } finally {
    lines.close();
    // What is not read any more must not keep the process from ending.
    input.destroy();
  }
  return succeeded;
}
