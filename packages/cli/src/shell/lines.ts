import { Readable } from "node:stream";
import { utf8 } from "@sftp/wire";
import type { Context } from "../context.ts";
import type { Shell } from "./shell.ts";

/** How a list of commands is run. */
export interface LinesOptions {
  /** Stops at the first failure. */
  readonly stopsAtFailure: boolean;
  /** Prints each line before it is run. */
  readonly echoes: boolean;
}

const PROMPT = Buffer.from("sftp> ");
const END = Buffer.from("\n");
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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
  const interrupt = (): void => void input.destroy(signal.reason as Error);
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    for await (const bytes of linesOf(input)) {
      const [, marks = "", line = ""] = /^\s*([-@]*)(.*)$/s.exec(utf8.decode(bytes))!;
      if (echoes && !marks.includes("@")) stdout.write(Buffer.concat([PROMPT, bytes, END]));
      const isDone = await shell.run(line);
      signal.throwIfAborted();
      if (!isDone && !marks.includes("-")) {
        succeeded = false;
        if (stopsAtFailure) break;
      }
      if (shell.isOver) break;
    }
  } finally {
    signal.removeEventListener("abort", interrupt);
    // What is not read any more must not keep the process from ending.
    input.destroy();
  }
  return succeeded;
}

/** The lines of a text as bytes: names in it may be no UTF-8, and only a line feed ends a line. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      yield withoutReturn(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield withoutReturn(rest);
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
