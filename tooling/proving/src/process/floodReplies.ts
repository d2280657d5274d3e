import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

import ssh2, { type ConnectConfig } from "ssh2";

import type { Address } from "./serverProcess.ts";

/** What a client sends before it waits for the server to read. */
const AHEAD = 1024 * 1024;

/** A client that reads nothing. */
export interface Flood {
  /** Bytes of its requests that the server, or the kernel for it, has taken. */
  readonly sent: number;
  end(): void;
}

/**
 * Asks for replies without end and reads none of them, for so many seconds.
 *
 * @param login what it logs in with; without, it never does
 */
export async function floodReplies(address: Address, seconds: number, login?: ConnectConfig): Promise<Flood> {
  const socket = connect(address.port, address.host);
  const client = new ssh2.Client();
  client.on("error", () => {});
  const silent: ConnectConfig = { username: "nobody", authHandler: () => undefined as never };
  client.connect({ sock: socket, readyTimeout: 0, ...(login ?? silent) });
  await once(client, login ? "ready" : "handshake");
  socket.pause();
  // A global request that wants a reply: ssh2 itself sends it to see whether a server is still there.
  const { _protocol: protocol } = client as unknown as { _protocol: { ping(): void } };
  for (const end = Date.now() + seconds * 1000; Date.now() < end && !socket.destroyed;) {
    if (socket.writableLength > AHEAD) await setTimeout(10);
    else for (let n = 0; n < 1000; n++) protocol.ping();
    await setTimeout(0);
  }
  return {
    sent: socket.bytesWritten - socket.writableLength,
    end: () => void socket.destroy(),
  };
}
