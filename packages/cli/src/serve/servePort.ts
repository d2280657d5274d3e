import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { FsBackend, type FsBackendOptions, generateHostKey, serve } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import { auditLog } from "./auditLog.ts";
import { type LoginOptions, whoMayLogIn } from "./whoMayLogIn.ts";

/** How long running transfers may go on after the end was asked for, in milliseconds. */
const GRACE = 5_000;

export interface ServePortOptions extends LoginOptions {
  readonly port: number;
  readonly host?: string;
  /** The file with the private key; without it, one is made. */
  readonly hostKey?: string;
  /** The file in which every operation is written down. */
  readonly audit?: string;
}

/** Serves a folder to SSH clients until the program is told to end. */
export async function servePort(
  folder: FsBackendOptions,
  options: ServePortOptions,
  context: Context,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const authenticate = await whoMayLogIn(options, context);
  const hostKeys = [await hostKey(options)];
  const backend = new FsBackend(folder);
  const log = options.audit === undefined ? undefined : await auditLog(backend, options.audit, context);
  const listener = await serve({
    host: options.host,
    port: options.port,
    hostKeys,
    authenticate,
    backend: log?.backend ?? backend,
  });
  const { host, port, fingerprints } = listener;
  stderr.write(`the host key is ${fingerprints.join(", ")}\n`);
  stdout.write(`listening on ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
  if (!signal.aborted) await once(signal, "abort");
  await listener.close({ graceMs: GRACE });
  await log?.close();
}

async function hostKey({ hostKey: path }: ServePortOptions): Promise<string | Buffer> {
  if (path === undefined) return generateHostKey();
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`--host-key ${path} cannot be read: ${(error as Error).message}`);
  }
}
