import { expect, it } from "vitest";

import { rowOf, shrink } from "../src/run/shrink.ts";
import type { WorldPlan } from "../src/world/plan.ts";

const link = {
  latency: 20,
  jitter: 2,
  chunk: 1_000,
  faults: [{ way: "up", after: 10, kind: "cut" }],
} as const;

const plan: WorldPlan = {
  seed: 1,
  server: { storage: "fs", delay: 3, quirks: { statRefused: true, noExcl: true }, faults: [] },
  clients: [0, 1].map((client) => ({
    link,
    timeout: 1_000,
    concurrency: 2,
    operations: [
      { kind: "copy", size: 100 },
      { kind: "upload", via: "put", size: 1_000 + client, choices: { atomic: true, preserve: true } },
    ],
  })),
};

it("leaves only what makes a world fail", async () => {
  const smallest = await shrink(
    plan,
    async ({ server, clients }) =>
      server.quirks.noExcl === true &&
      clients.some(({ operations }) =>
        operations.some((each) => each.kind === "upload" && each.choices.atomic),
      ),
  );
  expect(smallest).toEqual({
    seed: 1,
    server: { storage: "memory", delay: 0, quirks: { noExcl: true }, faults: [] },
    clients: [
      {
        link: { latency: 0, jitter: 0, chunk: 65_536, faults: [] },
        timeout: 1_000,
        concurrency: 1,
        operations: [{ kind: "upload", via: "put", size: 1, choices: { atomic: true } }],
      },
    ],
  });
});

it("names the row of a violation", () => {
  expect(rowOf("C-17: put of 0-1 failed: with a colon")).toBe("C-17");
});
