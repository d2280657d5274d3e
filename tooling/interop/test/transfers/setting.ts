import { join } from "node:path";
import type { SFTPClient } from "@sftp/sftp";
import { onTestFinished } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { type Relay, relayTo } from "../../src/process/relay.ts";
import { writeKnownHosts } from "../../src/servers/account.ts";
import { connectTo } from "../../src/servers/connectTo.ts";
import type { Endpoint } from "../../src/servers/index.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

/** One that computes no digests, and one that does. */
export const servers: [string, () => Promise<Endpoint>][] = [
  ["a real sshd", () => startSshd()],
  ["sftp-cli serve", () => startSftpCli()],
];

/** A server, and a client behind a line that can be cut. */
export class Setting {
  server: Endpoint;
  readonly local: string;
  #relay: Relay | undefined;
  readonly #clients: SFTPClient[] = [];

  private constructor(server: Endpoint, local: string) {
    this.server = server;
    this.local = local;
  }

  /** Starts the server; everything ends with the running test. */
  static async start(start: () => Promise<Endpoint>): Promise<Setting> {
    const setting = new Setting(await start(), await scratch());
    onTestFinished(() => setting.#end());
    return setting;
  }

  /** The path at the server, as the client names it. */
  readonly remote = (name: string): string => join(this.server.remoteFolder, name);

  /** The same as it is on this machine. */
  readonly served = (name: string): string => join(this.server.folder, name);

  /** The path of a local file. */
  readonly here = (name: string): string => join(this.local, name);

  async connect(): Promise<SFTPClient> {
    await this.#relay?.stop();
    this.#relay = await relayTo(this.server.port);
    const { port } = this.#relay;
    const knownHosts = await writeKnownHosts(this.server.account, this.server.host, port);
    const sftp = await connectTo({ ...this.server, port, knownHosts });
    this.#clients.push(sftp);
    return sftp;
  }

  /** An `onProgress` that cuts the line when this part is done. */
  cutAt(part: number): (transferred: number, total: number) => void {
    return (transferred, total) => {
      if (transferred >= total * part) this.#relay!.cut();
    };
  }

  async #end(): Promise<void> {
    await Promise.all(this.#clients.map((sftp) => sftp.close()));
    await this.#relay?.stop();
    await this.server.stop();
  }
}

/** What an operation fails with. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<NodeJS.ErrnoException & { leftover?: string }> {
  try {
    await work;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error("it did not fail");
}
