import { join } from "node:path";

import { ResidentPeak } from "../measure/residentPeak.ts";
import { GiB, MiB } from "../measure/units.ts";
import { ChildProgram } from "../process/childProgram.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import { sparseFile } from "../process/sparseFile.ts";
import type { Proof } from "../proof.ts";

const WARM_UP = 16 * MiB;

export const slowSink: Proof = {
  id: "C-14",
  claim:
    "downloading a sparse file into a slow sink takes no more memory than its window, however long it is",
  unit: "MiB",
  full: (10 * GiB) / MiB,
  run: (megabytes) =>
    withServedFolder(async (server, folder) => {
      sparseFile(join(folder, "file"), megabytes * MiB);
      sparseFile(join(folder, "warm-up"), WARM_UP);
      const { host, port } = server.address;
      const client = new ChildProgram("slowReader", [host, String(port)]);
      try {
        await client.hear();
        const peak = new ResidentPeak(client.pid);
        const bytes = await client.ask<number>("go");
        return [
          { what: "MiB that came", value: bytes / MiB, unit: "", atLeast: megabytes },
          { what: "memory at its peak", value: peak.growth / MiB, unit: "MiB", atMost: 32 },
        ];
      } finally {
        await client.kill();
      }
    }),
};
