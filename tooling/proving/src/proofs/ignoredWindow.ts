import { setImmediate } from "node:timers/promises";

import { SSHConnection } from "@sftp/channel/ssh2";
import { frame, string, u32, u64 } from "@sftp/testing";

import { ResidentPeak } from "../measure/residentPeak.ts";
import { MiB } from "../measure/units.ts";
import { NEVER_WRITTEN } from "../process/questions.ts";
import { logIn, openChannel, openPeer } from "../process/rawSession.ts";
import { ServerProcess } from "../process/serverProcess.ts";
import type { Proof } from "../proof.ts";

const BLOCK = 30_000;
/** What ssh2 lets a client send before it is read. */
const WINDOW = 2 * MiB;
/** Requests of a session that the server works on at once. */
const IN_WORK = 64;
/** Flags of OPEN: WRITE and CREAT. */
const WRITE_NEW = 0x0a;
/** After so many bytes it is clear that nobody is going to end it. */
const ENOUGH = 64 * MiB;

export const ignoredWindow: Proof = {
  id: "S-4",
  claim: "a client that sends more than the SSH window allows is cut off before it costs much memory",
  unit: "clients",
  full: 20,
  async run(clients) {
    const server = await ServerProcess.start();
    let most = 0;
    let cutOff = 0;
    try {
      // What every upload needs is no part of it.
      await upload(server);
      for (let n = 0; n < clients; n++) {
        const outcome = await overfill(server);
        if (outcome.cutOff) cutOff++;
        most = Math.max(most, outcome.growth);
      }
    } finally {
      await server.stop();
    }
    return [
      { what: "clients that were cut off", value: cutOff, unit: "", atLeast: clients },
      { what: "memory at its peak", value: most / MiB, unit: "MiB", atMost: 8 },
    ];
  },
};

/** Uploads as much as the window lets anybody, and is answered. */
async function upload(server: ServerProcess): Promise<void> {
  const client = await logIn(server.address);
  const peer = await openPeer(client);
  peer.send(frame(3, u32(0), string("/file"), u32(WRITE_NEW), u32(0)));
  const handle = (await peer.next()).fields().string();
  for (let sent = 0; sent < WINDOW; sent += BLOCK) {
    peer.send(frame(6, u32(1), string(handle), u64(sent), string(Buffer.alloc(BLOCK))));
  }
  for (let sent = 0; sent < WINDOW; sent += BLOCK) await peer.next();
  client.end();
}

/** What memory grows by at its peak when a client sends on without end, and whether the server ended that. */
async function overfill(server: ServerProcess): Promise<{ growth: number; cutOff: boolean }> {
  const client = await logIn(server.address);
  const channel = await openChannel(client);
  const peer = await openPeer(client, channel);
  peer.send(frame(3, u32(0), string(NEVER_WRITTEN), u32(WRITE_NEW), u32(0)));
  const handle = (await peer.next()).fields().string();
  // As much as may be in work, which is no part of it either.
  const small = frame(6, u32(1), string(handle), u64(0), string("x"));
  peer.send(...Array.from({ length: IN_WORK }, () => small));
  await server.ask("memory");
  const peak = new ResidentPeak(server.pid);
  const packet = Buffer.from(frame(6, u32(1), string(handle), u64(0), string(Buffer.alloc(BLOCK))));
  // ssh2 itself would keep to the window.
  const { outgoing, _client } = channel as unknown as {
    outgoing: { id: number };
    _client: { _protocol: { channelData(id: number, data: Buffer): void } };
  };
  const connection = SSHConnection.of(client);
  for (let sent = 0; !connection.lost && sent < ENOUGH; sent += packet.length) {
    _client._protocol.channelData(outgoing.id, packet);
    await setImmediate();
  }
  const outcome = { growth: peak.growth, cutOff: connection.lost };
  client.destroy();
  return outcome;
}
