import { once } from "node:events";
import { readFile } from "node:fs/promises";

import type { Client } from "ssh2";

import { GCM } from "./ciphers.ts";
import type { Endpoint } from "./contender.ts";

/** A connection of ssh2 alone. */
export async function connectSsh2({ host, port, username, identity }: Endpoint): Promise<Client> {
  const { default: ssh2 } = await import("ssh2");
  const connection = new ssh2.Client();
  connection.connect({
    host,
    port,
    username,
    privateKey: await readFile(identity),
    algorithms: { cipher: [GCM] },
  });
  await once(connection, "ready");
  return connection;
}
