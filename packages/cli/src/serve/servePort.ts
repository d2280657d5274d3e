import { once } from "node:events";
import { serve, type ServeOptions } from "@sftp/sftp";
import type { Context } from "../context.ts";

/** How long running transfers may go on after the end was asked for, in milliseconds. */
const GRACE = 5_000;

/** Serves SSH clients until the program is told to end. */
export async function servePort(options: ServeOptions, { stdout, stderr, signal }: Context): Promise<void> {
  const listener = await serve(options);
  const { host, port, fingerprints } = listener;
  stderr.write(`the host key is ${fingerprints.join(", ")}\n`);
  stdout.write(`listening on ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
  if (!signal.aborted) await once(signal, "abort");
  await listener.close({ graceMs: GRACE });
}
