import { join } from "node:path";

import { frame, string, u32, u64 } from "@sftp/testing";

import { ResidentPeak } from "../measure/residentPeak.ts";
import { MiB } from "../measure/units.ts";
import { logIn, openPeer } from "../process/rawSession.ts";
import { withServedFolder } from "../process/servedFolder.ts";
import { sparseFile } from "../process/sparseFile.ts";
import type { Proof } from "../proof.ts";

const BLOCK = 32_768;
/** What the other session asks for while nobody reads the flood. */
const OTHERS = 500;

export const flood: Proof = {
  id: "S-3",
  claim:
    "READs of 32 KiB whose replies nobody reads cost little memory, and another session is served meanwhile",
  unit: "READs",
  full: 2048,
  run: (reads) =>
    withServedFolder(async (server, folder) => {
      sparseFile(join(folder, "file"), reads * BLOCK);
      const [greedy, modest] = [await logIn(server.address), await logIn(server.address)];
      const [peer, other] = [await openPeer(greedy), await openPeer(modest)];
      peer.send(frame(3, u32(0), string("/file"), u32(1), u32(0)));
      const handle = (await peer.next()).fields().string();
      await server.ask("memory");
      const peak = new ResidentPeak(server.pid);
      peer.stall();
      peer.send(
        ...Array.from({ length: reads }, (_, n) =>
          frame(5, u32(n + 1), string(handle), u64(n * BLOCK), u32(BLOCK)),
        ),
      );
      let served = 0;
      for (; served < OTHERS; served++) {
        other.send(frame(17, u32(served), string("/file")));
        if ((await other.next()).type !== 105) throw new Error("the other session was not answered");
      }
      const growth = peak.growth;
      peer.resume();
      let bytes = 0;
      for (let n = 0; n < reads; n++) bytes += (await peer.next()).fields().string().length;
      for (const client of [greedy, modest]) client.end();
      return [
        { what: "memory at its peak", value: growth / MiB, unit: "MiB", atMost: 32 },
        { what: "requests of another session served meanwhile", value: served, unit: "", atLeast: OTHERS },
        {
          what: "MiB that came when they were read",
          value: bytes / MiB,
          unit: "",
          atLeast: (reads * BLOCK) / MiB,
        },
      ];
    }),
};
