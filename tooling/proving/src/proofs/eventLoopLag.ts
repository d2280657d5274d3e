import { setTimeout } from "node:timers/promises";

import { ChildProgram } from "../process/childProgram.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import type { Proof } from "../proof.ts";

const SESSIONS = 64;

export const eventLoopLag: Proof = {
  id: "S-15",
  claim: `${SESSIONS} busy sessions over SSH leave the event loop of the server on time`,
  unit: "seconds",
  full: 60,
  run: (seconds) =>
    withServedFolder(async (server) => {
      const { host, port } = server.address;
      const clients = new ChildProgram("busy", [host, String(port), String(SESSIONS)]);
      await clients.hear();
      // Logging in is no part of it.
      await server.ask("lag");
      await setTimeout(seconds * 1000);
      const { p99, worst, ownP99 } = await server.ask("lag");
      const operations = await clients.ask<number>("how many?");
      await clients.kill();
      return [
        { what: "operations that were done", value: operations, unit: "", atLeast: SESSIONS },
        { what: "late, 99th of 100", value: p99, unit: "ms", atMost: 50 },
        { what: "of that by its own work, not by waiting for a core", value: ownP99, unit: "ms" },
        { what: "late at the worst", value: worst, unit: "ms" },
      ];
    }),
};
