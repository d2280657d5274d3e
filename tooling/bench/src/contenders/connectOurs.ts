import { readFile } from "node:fs/promises";

import type { SFTPClient } from "@sftp/client";

import { GCM } from "./ciphers.ts";
import type { Endpoint } from "./contender.ts";

/** This client over ssh2. */
export async function connectOurs({ host, port, username, identity }: Endpoint): Promise<SFTPClient> {
  const { connect } = await import("@sftp/client/ssh2");
  return connect({
    host,
    port,
    username,
    privateKey: await readFile(identity),
    hostKey: "insecure-accept-any",
    ssh: { algorithms: { cipher: [GCM] } },
  });
}
