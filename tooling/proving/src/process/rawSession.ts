import { SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import { ScriptedPeer } from "@sftp/testing";
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from "ssh2";

import { PASSWORD, USER } from "./login.ts";
import type { Address } from "./serverProcess.ts";

/** Logs in over SSH. */
export function logIn(address: Address, config: ConnectConfig = {}): Promise<Client> {
  const client = new ssh2.Client();
  SSHConnection.of(client);
  return new Promise((resolve, reject) => {
    client.on("error", reject).on("close", () => reject(new Error("the server closed the connection")));
    client.on("ready", () => resolve(client));
    client.connect({ ...address, username: USER, password: PASSWORD, ...config });
  });
}

/** Opens an SFTP channel on a connection. */
export function openChannel(client: Client): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.subsys("sftp", (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** An SFTP session that has been greeted, to be talked to by hand. */
export async function openPeer(client: Client, channel?: ClientChannel): Promise<ScriptedPeer> {
  const peer = new ScriptedPeer(new SSHDuplex(channel ?? (await openChannel(client)), client));
  await peer.greet();
  return peer;
}
