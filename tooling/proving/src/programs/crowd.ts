/**
 * Clients that are made to be killed: so many connections at once, each of which comes as far as it comes. Some only connect, some
 * log in, some open files and folders. Says so when they have done as many steps as it is told, and goes on.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { frame, string, u32 } from "@sftp/testing";

import { logIn, openPeer } from "../process/rawSession.ts";

/** Files and folders that a session opens. */
const OPENED = 8;

const [host = "", port = "", count = "", steps = ""] = process.argv.slice(2);
const address = { host, port: Number(port) };
let left = Number(steps);

const sockets = Array.from({ length: Number(count) }, () => connect(address.port, host));
await Promise.all(sockets.map((socket) => once(socket, "connect")));
const lives = sockets.map((socket, number) => live(socket, number % 8));
if (left === 0) process.send!("far enough");
process.on("disconnect", () => process.exit());
// With fewer connections there are fewer steps.
await Promise.all(lives);
if (left > 0) process.send!("as far as they go");

async function live(sock: Socket, ambition: number): Promise<void> {
  if (ambition === 0) return;
  const client = await logIn(address, { sock });
  step();
  if (ambition < 3) return;
  const peer = await openPeer(client);
  step();
  for (let id = 0; id < OPENED; id += 2) {
    peer.send(frame(3, u32(id), string("/file"), u32(1), u32(0)), frame(11, u32(id + 1), string("/")));
    for (let replies = 0; replies < 2; replies++) {
      await peer.next();
      step();
    }
  }
}

function step(): void {
  if (--left === 0) process.send!("far enough");
}
