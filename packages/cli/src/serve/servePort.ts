import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { FsBackend, type FsBackendOptions, generateHostKey, serve } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import { auditLog } from "./auditLog.ts";
import { loginLine } from "./loginLine.ts";
import { type LoginOptions, whoMayLogIn } from "./whoMayLogIn.ts";

/** How long running transfers may go on after the end was asked for, in seconds. */
const GRACE = 5;
/** The types of the keys that are made where none is given. */
const KEY_TYPES = ["ed25519", "ecdsa", "rsa"] as const;

export interface ServePortOptions extends LoginOptions {
  readonly port: number;
  readonly host?: string;
  /** The files with the private keys; without them, keys are made. */
  readonly hostKey?: readonly string[];
  /** The file to which every operation and every login is appended. */
  readonly audit?: string;
  /** How long running transfers may go on after the end was asked for, in seconds. */
  readonly grace?: number;
  /** How long a login may take, in seconds. */
  readonly loginTimeout?: number;
  readonly loginAttempts?: number;
  readonly loginsPerAddress?: number;
  readonly maxConnections?: number;
  /** The addresses of the proxies that say who the client is. */
  readonly proxyProtocol?: readonly string[];
}

/** Serves a directory to SSH clients until the program is told to end. */
export async function servePort(
  folder: FsBackendOptions,
  options: ServePortOptions,
  context: Context,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const authenticate = await whoMayLogIn(options, context);
  const hostKeys = await readHostKeys(options);
  const backend = new FsBackend(folder);
  const log = options.audit === undefined ? undefined : await auditLog(backend, options.audit, context);
  const listener = await serve({
    host: options.host,
    port: options.port,
    hostKeys,
    authenticate,
    backend: log?.backend ?? backend,
    onLogin(event) {
      stderr.write(loginLine(event));
      log?.login(event);
    },
    loginTimeout: options.loginTimeout === undefined ? undefined : options.loginTimeout * 1000,
    loginAttempts: options.loginAttempts,
    loginsPerAddress: options.loginsPerAddress,
    maxConnections: options.maxConnections,
    proxyProtocol: options.proxyProtocol && { from: options.proxyProtocol },
  }).catch((error: unknown) => {
    // An option that cannot be what it is.
    if (error instanceof TypeError) {
      throw new UsageError(error.message.replace("proxyProtocol.from:", "--proxy-protocol"));
    }
    throw error;
  });
  const { host, port, fingerprints } = listener;
  stderr.write(`the host key is ${fingerprints.join(", ")}\n`);
  stdout.write(`listening on ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
  if (!signal.aborted) await once(signal, "abort");
  await listener.close({ graceMs: (options.grace ?? GRACE) * 1000 });
  await log?.close();
}

function readHostKeys({ hostKey: paths }: ServePortOptions): Promise<(string | Buffer)[]> {
  if (paths === undefined) return Promise.resolve(KEY_TYPES.map((type) => generateHostKey(type)));
  return Promise.all(
    paths.map(async (path) => {
      try {
        return await readFile(path);
      } catch (error) {
        throw new UsageError(`--host-key ${path} cannot be read: ${(error as Error).message}`);
      }
    }),
  );
}
