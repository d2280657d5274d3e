import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { removeFolder, temporaryFolder } from "../files/temporaryFolder.ts";
import type { Background } from "../process/background.ts";
import { type Account, makeAccount, writeKnownHosts } from "./account.ts";
import type { Endpoint } from "./endpoint.ts";

export interface Launch {
  readonly account: Account;
  /** What is to be served. */
  readonly folder: string;
}

export interface Launched {
  readonly process: Background;
  readonly port: number;
  /** How a client names the served folder; default "/". */
  readonly remoteFolder?: string;
}

/** Makes what every server needs, starts it, and describes it as an endpoint. */
export async function launch(start: (launch: Launch) => Promise<Launched>): Promise<Endpoint> {
  const files = await temporaryFolder();
  try {
    return await launchIn(files, start);
  } catch (error) {
    await removeFolder(files);
    throw error;
  }
}

async function launchIn(files: string, start: (launch: Launch) => Promise<Launched>): Promise<Endpoint> {
  const folder = join(files, "served");
  await mkdir(folder);
  return serving(files, { account: await makeAccount(files), folder }, start);
}

async function serving(
  files: string,
  { account, folder }: Launch,
  start: (launch: Launch) => Promise<Launched>,
): Promise<Endpoint> {
  const { process, port, remoteFolder = "/" } = await start({ account, folder });
  return {
    host: "127.0.0.1",
    port,
    account,
    knownHosts: await writeKnownHosts(account, "127.0.0.1", port),
    folder,
    remoteFolder,
    async restart(signal) {
      await process.stop(signal);
      return serving(files, { account, folder }, start);
    },
    async stop() {
      const code = await process.stop();
      await removeFolder(files);
      return code;
    },
  };
}
