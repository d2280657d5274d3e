import { once } from "node:events";
import type { SFTPClient } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import type { Context, Output } from "../context.ts";

/** Prints a remote file: as it is in a pipe, with control characters made visible on a terminal. */
export async function printFile(
  sftp: SFTPClient,
  path: string,
  { stdout, signal }: Pick<Context, "stdout" | "signal">,
): Promise<void> {
  // A character may be cut by a chunk; the stream's own decoding keeps it whole.
  const encoding = stdout.isTTY ? "utf8" : undefined;
  let last = "\n";
  for await (const chunk of sftp.createReadStream(path, { encoding, signal })) {
    await write(stdout, typeof chunk === "string" ? visible(chunk) : (chunk as Buffer));
    if (typeof chunk === "string") last = chunk.at(-1) ?? last;
  }
  // What follows on a terminal, a prompt, begins a line.
  if (last !== "\n") await write(stdout, "\n");
}

async function write(output: Output, chunk: string | Uint8Array): Promise<void> {
  if (output.write(chunk) === false) await once(output as NodeJS.WriteStream, "drain");
}

/** Text as it may be shown on a terminal; its lines and tabs stay what they are. */
function visible(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, escapeName);
}
