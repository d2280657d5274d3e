import { setTimeout } from "node:timers/promises";

import { slope } from "../measure/slope.ts";
import { KiB, MiB } from "../measure/units.ts";
import { ChildProgram } from "../process/childProgram.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import type { ServerProcess } from "../process/serverProcess.ts";
import type { Figure, Proof } from "../proof.ts";

const DAY = 24 * 3600;
/** Looks at the server while it idles. */
const LOOKS = 60;

export const idleSessions: Proof = {
  id: "S-12",
  claim: "1,000 idle sessions, each over SSH, take little memory each, and it does not grow",
  unit: "seconds",
  full: DAY,
  run: (seconds) => soak(1000, seconds),
};

/** Lets sessions idle for so long. What memory does in an hour is the slope of a line through all looks at it. */
export function soak(sessions: number, seconds: number): Promise<Figure[]> {
  return withServedFolder(async (server) => {
    // The first ones have everything loaded and compiled.
    await (await idle(server, 20)).kill();
    const before = await server.ask("memory");
    const clients = await idle(server, sessions);
    const after = await server.ask("memory");
    const looks = await watch(server, seconds);
    const { connections } = await server.ask("sessions");
    await clients.kill();
    return [
      { what: "sessions that are there in the end", value: connections, unit: "", atLeast: sessions },
      {
        what: "resident memory of each",
        value: (after.resident - before.resident) / sessions / KiB,
        unit: "KiB",
        atMost: 150,
      },
      { what: "heap of each", value: (after.heap - before.heap) / sessions / KiB, unit: "KiB" },
      {
        what: "resident memory an hour",
        value: slope(looks.map(({ hours, resident }) => [hours, resident / MiB])),
        unit: "MiB",
        atMost: 1,
      },
      {
        what: "heap an hour",
        value: slope(looks.map(({ hours, heap }) => [hours, heap / MiB])),
        unit: "MiB",
      },
    ];
  });
}

async function idle(server: ServerProcess, sessions: number): Promise<ChildProgram> {
  const { host, port } = server.address;
  const clients = new ChildProgram("idlers", [host, String(port), String(sessions)]);
  await clients.hear();
  return clients;
}

async function watch(server: ServerProcess, seconds: number) {
  const looks: { hours: number; heap: number; resident: number }[] = [];
  const started = performance.now();
  for (let look = 0; look <= LOOKS; look++) {
    looks.push({ hours: (performance.now() - started) / 3_600_000, ...(await server.ask("memory")) });
    await setTimeout((seconds * 1000) / LOOKS);
  }
  return looks;
}
