import { randomBytes } from "node:crypto";

import { generateHostKey, passwords, serve } from "@sftp/server/ssh2";

import { MemoryBackend, type MemoryBackendOptions } from "./memoryBackend.ts";

export interface TestServerOptions extends MemoryBackendOptions {
  /** Default: any port that is free. */
  readonly port?: number;
  /** Default: `tester`. */
  readonly username?: string;
  /** Default: a new one, which the server tells. */
  readonly password?: string;
}

/** An SFTP server on this machine, and all that a client needs to log in. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The fingerprint of the host key: `SHA256:...`. */
  readonly hostKey: string;
  /** The files that it serves, to be looked at and changed while it runs. */
  readonly backend: MemoryBackend;
  /** Ends it, and whoever is connected. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an SFTP server over SSH that listens on the loopback interface and keeps its files in memory, for people who test their
 * own SFTP code.
 *
 * @example
 * ```ts
 * import { startTestServer } from "@sftp/memory-backend/test-server";
 *
 * const server = await startTestServer({ files: { "/inbox/order.csv": "id\n1\n" } });
 * await runMyCode({ host: server.host, port: server.port, username: server.username, password: server.password });
 * console.log(server.backend.snapshot());
 * await server.close();
 * ```
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { port = 0, username = "tester", password = randomBytes(12).toString("base64url") } = options;
  const backend = new MemoryBackend(options);
  const server = await serve({
    port,
    hostKeys: [generateHostKey()],
    authenticate: passwords({ [username]: password }),
    backend,
  });
  const close = () => server.close({ graceMs: 0 });
  const { host, fingerprints } = server;
  return {
    host,
    port: server.port,
    username,
    password,
    hostKey: fingerprints[0]!,
    backend,
    close,
    [Symbol.asyncDispose]: close,
  };
}
