import { randomBytes } from "node:crypto";
import { connect, FsBackend, generateHostKey, passwords, serve, type SFTPClient } from "@sftp/sftp";

/** A client, and the server that it is connected to by SSH on this machine. */
export interface Loopback {
  readonly sftp: SFTPClient;
  readonly address: string;
  close(): Promise<void>;
}

/** Serves a directory on a free port of loopback, with a fresh host key and password, and connects to it. */
export async function openLoopback(folder: string, signal: AbortSignal): Promise<Loopback> {
  const username = "demo";
  const password = randomBytes(16).toString("hex");
  const listener = await serve({
    hostKeys: [generateHostKey()],
    authenticate: passwords({ [username]: password }),
    backend: new FsBackend({ root: folder }),
  });
  const { host, port, fingerprints } = listener;
  try {
    const sftp = await connect({ host, port, username, password, hostKey: fingerprints, signal });
    const close = async (): Promise<void> => {
      await sftp.close();
      await listener.close();
    };
    return { sftp, address: `${host}:${port}`, close };
  } catch (error) {
    await listener.close();
    throw error;
  }
}
