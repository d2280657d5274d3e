import { ResidentPeak } from "../measure/residentPeak.ts";
import { MiB } from "../measure/units.ts";
import { floodReplies } from "../process/floodReplies.ts";
import { PASSWORD, USER } from "../process/login.ts";
import { ServerProcess } from "../process/serverProcess.ts";
import { SshdProcess } from "../process/sshdProcess.ts";
import type { Proof } from "../proof.ts";

export const unreadReplies: Proof = {
  id: "S-17",
  claim: "a client that reads no replies of SSH costs little, before a login and after it; beside sshd",
  unit: "seconds",
  full: 20,
  async run(seconds) {
    const login = { username: USER, password: PASSWORD };
    const ours = [await growthOfOurs(seconds), await growthOfOurs(seconds, login)] as const;
    const sshd = await growthOfSshd(seconds);
    return [
      { what: "memory at its peak, before a login", value: ours[0] / MiB, unit: "MiB", atMost: 8 },
      { what: "memory at its peak, after a login", value: ours[1] / MiB, unit: "MiB", atMost: 8 },
      { what: "sshd: memory of such a connection, before a login", value: sshd / MiB, unit: "MiB" },
    ];
  },
};

async function growthOfOurs(
  seconds: number,
  login?: { username: string; password: string },
): Promise<number> {
  const server = await ServerProcess.start();
  try {
    // What every connection needs is no part of it.
    (await floodReplies(server.address, 1, login)).end();
    await server.ask("memory");
    const peak = new ResidentPeak(server.pid);
    const flood = await floodReplies(server.address, seconds, login);
    flood.end();
    return peak.growth;
  } finally {
    await server.stop();
  }
}

async function growthOfSshd(seconds: number): Promise<number> {
  const sshd = await SshdProcess.start();
  try {
    const flood = await floodReplies(sshd.address, seconds);
    const resident = await sshd.resident();
    flood.end();
    return resident;
  } finally {
    await sshd.stop();
  }
}
