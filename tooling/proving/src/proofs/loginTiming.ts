import { Random } from "@sftp/testing";
import ssh2 from "ssh2";

import { advantage } from "../measure/advantage.ts";
import { USER } from "../process/login.ts";
import { ServerProcess } from "../process/serverProcess.ts";
import type { Proof } from "../proof.ts";

/** Attempts on one connection. The server closes it after six, and the first is slower than the others. */
const ATTEMPTS = 5;

export const loginTiming: Proof = {
  id: "S-14",
  claim: "how long a refusal takes does not tell a user who does not exist from a wrong password",
  unit: "attempts",
  full: 4000,
  async run(attempts) {
    const server = await ServerProcess.start();
    const random = new Random(14);
    const taken: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
    try {
      for (let left = attempts; left > 0; left -= ATTEMPTS) {
        const user = random.oneIn(2) ? "known" : "unknown";
        const times = await refusals(server, user === "known" ? USER : "nobody");
        taken[user].push(...times.slice(1));
      }
    } finally {
      await server.stop();
    }
    return [
      { what: "a wrong password takes", value: median(taken.known), unit: "ms" },
      { what: "an unknown user takes", value: median(taken.unknown), unit: "ms" },
      {
        what: "who guesses by the time is right more often than by chance in",
        value: advantage(taken.known, taken.unknown) * 100,
        unit: "of 100 cases",
        atMost: 5,
      },
    ];
  },
};

/** How long each refusal of a connection took, in milliseconds. */
async function refusals({ address }: ServerProcess, username: string): Promise<number[]> {
  const times: number[] = [];
  let asked = 0;
  const client = new ssh2.Client();
  const closed = new Promise<void>((resolve) => client.on("error", () => {}).on("close", () => resolve()));
  client.connect({
    ...address,
    username,
    authHandler: (_left, _partly, next) => {
      const now = performance.now();
      if (asked > 0) times.push(now - asked);
      if (times.length === ATTEMPTS) return next(false as never);
      asked = performance.now();
      next({ type: "password", username, password: "wrong password" });
    },
  });
  await closed;
  if (times.length !== ATTEMPTS) throw new Error("a connection did not last for all its attempts");
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
