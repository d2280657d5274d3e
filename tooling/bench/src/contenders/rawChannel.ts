import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

import type { ClientChannel } from "ssh2";

import { GCM } from "./ciphers.ts";
import { connectSsh2 } from "./connectSsh2.ts";
import type { Connection, Endpoint, Library } from "./contender.ts";

const LOCAL = { highWaterMark: 256 * 1024 };

/** `cat` over a channel of ssh2: what the connection can carry, without SFTP. */
export const rawChannel: Library = {
  how: "library",
  name: "raw ssh2 channel (cat)",
  cipher: GCM,
  can: ["get", "put"],
  open: (endpoint) => open(endpoint, (local) => createWriteStream(local, LOCAL)),
};

/** The same with what arrives thrown away, so that no disk is in the way. */
export const rawChannelDiscarding: Library = {
  how: "library",
  name: "raw ssh2 channel (cat), discarding",
  cipher: GCM,
  can: ["get"],
  discards: true,
  open: (endpoint) => open(endpoint, () => new Writable({ write: (_chunk, _encoding, done) => done() })),
};

async function open(endpoint: Endpoint, sink: (local: string) => Writable): Promise<Connection> {
  const connection = await connectSsh2(endpoint);
  const exec = promisify<string, ClientChannel>(connection.exec.bind(connection));
  return {
    get: async (remote, local) => pipeline(await exec(`exec cat '${remote}'`), sink(local)),
    async put(local, remote) {
      const channel = await exec(`exec cat > '${remote}'`);
      const closed = once(channel, "close");
      channel.resume();
      createReadStream(local, LOCAL).pipe(channel);
      await closed;
    },
    close: () => connection.end(),
  };
}
