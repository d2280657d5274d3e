import { readFile } from "node:fs/promises";

import { GCM } from "./ciphers.ts";
import type { Connection, Endpoint, Library } from "./contender.ts";

export const ssh2SftpClient: Library = {
  how: "library",
  name: "ssh2-sftp-client (fast)",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list", "statEach", "statAll"],
  open: (endpoint) => open(endpoint, true),
};

export const ssh2SftpClientStreams: Library = {
  how: "library",
  name: "ssh2-sftp-client (streams)",
  cipher: GCM,
  can: ["get", "put"],
  open: (endpoint) => open(endpoint, false),
};

async function open({ host, port, username, identity }: Endpoint, fast: boolean): Promise<Connection> {
  const { default: Client } = await import("ssh2-sftp-client");
  const client = new Client();
  await client.connect({
    host,
    port,
    username,
    privateKey: await readFile(identity),
    algorithms: { cipher: [GCM] },
  });
  return {
    get: (remote, local) => (fast ? client.fastGet(remote, local) : client.get(remote, local)),
    put: (local, remote) => (fast ? client.fastPut(local, remote) : client.put(local, remote)),
    getTree: (remote, local) => client.downloadDir(remote, local, { useFastget: true }),
    putTree: (local, remote) => client.uploadDir(local, remote, { useFastput: true }),
    async list(remote) {
      const entries = await client.list(remote);
      return { entries: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
    },
    async statEach(paths) {
      let bytes = 0;
      for (const path of paths) bytes += (await client.stat(path)).size;
      return { entries: paths.length, bytes };
    },
    async statAll(paths) {
      const found = await Promise.all(paths.map((path) => client.stat(path)));
      return { entries: found.length, bytes: found.reduce((sum, { size }) => sum + size, 0) };
    },
    close: () => client.end(),
  };
}
