import { performance } from "node:perf_hooks";

import { frame, string, u32 } from "@sftp/testing";
import type { ConnectConfig } from "ssh2";

import { ChildProgram } from "../process/childProgram.ts";
import { logIn, openPeer } from "../process/rawSession.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import type { Address } from "../process/serverProcess.ts";
import { SshdProcess } from "../process/sshdProcess.ts";
import type { Proof } from "../proof.ts";

export const keyExchanges: Proof = {
  id: "S-18",
  claim:
    "ten addresses that do nothing but exchange keys leave a STAT of another client on time; beside sshd",
  unit: "seconds",
  full: 30,
  async run(seconds) {
    const [ours, { ownP99 }] = await withServedFolder(async (server) => {
      // Starting is no part of it.
      await server.ask("lag");
      return [await measure(server.address, seconds), await server.ask("lag")] as const;
    });
    const sshd = await SshdProcess.start();
    try {
      const theirs = await measure(sshd.address, seconds, sshd.login);
      return [
        { what: "STAT, 99th of 100", value: ours.p99, unit: "ms", atMost: 50 },
        { what: "the event loop late by its own work, 99th of 100", value: ownP99, unit: "ms" },
        { what: "STAT, at the worst", value: ours.worst, unit: "ms" },
        { what: "key exchanges a second meanwhile", value: ours.exchanges / seconds, unit: "", atLeast: 1 },
        { what: "sshd: STAT, 99th of 100", value: theirs.p99, unit: "ms" },
        { what: "sshd: key exchanges a second meanwhile", value: theirs.exchanges / seconds, unit: "" },
      ];
    } finally {
      await sshd.stop();
    }
  },
};

/** How long a client that is logged in waits for its STATs while others exchange keys. */
async function measure(
  { host, port }: Address,
  seconds: number,
  login?: ConnectConfig,
): Promise<{ p99: number; worst: number; exchanges: number }> {
  const client = await logIn({ host, port }, login);
  const peer = await openPeer(client);
  const attackers = new ChildProgram("exchangers", [host, String(port)]);
  await attackers.hear();
  const before = await attackers.ask<number>("how many?");
  const waits: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const start = performance.now();
    peer.send(frame(17, u32(1), string("/")));
    await peer.next();
    waits.push(performance.now() - start);
  }
  const exchanges = (await attackers.ask<number>("how many?")) - before;
  await attackers.kill();
  client.destroy();
  waits.sort((one, other) => one - other);
  return { p99: waits[Math.floor(waits.length * 0.99)]!, worst: waits.at(-1)!, exchanges };
}
