import { readFile } from "node:fs/promises";
import { connect, type SFTPClient } from "@sftp/sftp";

import type { Endpoint } from "./endpoint.ts";

/** Our client on a server of these tests: logged in by key, the host key checked. */
export async function connectTo({ host, port, account, knownHosts }: Endpoint): Promise<SFTPClient> {
  const privateKey = await readFile(account.identity);
  return connect({ host, port, username: account.username, privateKey, knownHosts });
}
