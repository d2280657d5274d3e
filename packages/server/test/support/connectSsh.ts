import { connect, type Socket } from "node:net";

import { SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import { ScriptedPeer } from "@sftp/testing";
import ssh2 from "ssh2";

import type { SFTPListener } from "../../src/ssh2/index.ts";

/** Where a server listens. */
type Address = Pick<SFTPListener, "host" | "port">;

/** Logs in over SSH; rejects if that is refused. */
export function logIn(listener: Address, config: ssh2.ConnectConfig): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  SSHConnection.of(client);
  return new Promise((resolve, reject) => {
    client.on("error", reject).on("close", () => reject(new Error("closed")));
    client.on("ready", () => resolve(client));
    client.connect({ host: listener.host, port: listener.port, username: "ann", ...config });
  });
}

/** Opens the subsystem of this name. */
export function openChannel(client: ssh2.Client, name = "sftp"): Promise<ssh2.ClientChannel> {
  return new Promise((resolve, reject) => {
    client.subsys(name, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** A session that has been greeted, to be talked to by hand. */
export async function openPeer(client: ssh2.Client): Promise<ScriptedPeer> {
  const peer = new ScriptedPeer(new SSHDuplex(await openChannel(client), client));
  await peer.greet();
  return peer;
}

/** A bare TCP connection. */
export function knock(listener: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener.port, listener.host);
    socket.on("error", reject).on("connect", () => resolve(socket));
  });
}

/** Resolves when a socket is closed by the other side. */
export function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => {}).on("close", () => resolve());
    socket.resume();
  });
}
