import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Random } from "@sftp/testing";

import { MiB } from "../measure/units.ts";
import { ChildProgram } from "../process/childProgram.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import type { ServerProcess } from "../process/serverProcess.ts";
import { settled } from "../process/settled.ts";
import type { Proof } from "../proof.ts";

/** Connections of one process of clients. */
const CROWD = 50;
/** Steps that such a process has done at most when it is killed: few, and hardly anybody is logged in; many, and files are open. */
const STEPS = 300;
/** Cycles after which a server has loaded and compiled what it needs. */
const WARM_UP = 200;

export const connectAndKill: Proof = {
  id: "S-8",
  claim: "clients that are killed with SIGKILL at any moment leave nothing open and nothing in memory",
  unit: "cycles",
  full: 10_000,
  run: (cycles) =>
    withServedFolder(async (server, folder) => {
      writeFileSync(join(folder, "file"), "content");
      const random = new Random(8);
      await killCrowds(server, WARM_UP, random);
      const before = { ...(await server.ask("memory")), descriptors: await server.ask("descriptors") };
      await killCrowds(server, cycles, random);
      const { heap } = await server.ask("memory");
      const { started, ended } = await server.ask("sessions");
      return [
        { what: "sessions that were begun", value: started, unit: "", atLeast: 1 },
        { what: "that did not end", value: started - ended, unit: "", atMost: 0 },
        {
          what: "descriptors more than before",
          value: (await server.ask("descriptors")) - before.descriptors,
          unit: "",
          atMost: 0,
        },
        { what: "heap more than before", value: (heap - before.heap) / MiB, unit: "MiB", atMost: 2 },
      ];
    }),
};

async function killCrowds(server: ServerProcess, cycles: number, random: Random): Promise<void> {
  const { host, port } = server.address;
  for (let left = cycles; left > 0; left -= CROWD) {
    const numbers = [port, Math.min(left, CROWD), random.below(STEPS)];
    const crowd = new ChildProgram("crowd", [host, ...numbers.map(String)]);
    await crowd.hear();
    await crowd.kill();
  }
  await settled(async () => {
    const { connections, started, ended } = await server.ask("sessions");
    return connections === 0 && started === ended;
  }, "the end of all connections");
}
