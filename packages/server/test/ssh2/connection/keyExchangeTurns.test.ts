import { performance } from "node:perf_hooks";

import { turns, until } from "@sftp/testing";
import { expect, it } from "vitest";

import { keyExchangeTurns } from "../../../src/ssh2/connection/keyExchangeTurns.ts";

/** Computes for as long as a key exchange may take. */
function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it("[S-18] key exchanges have turns, one at a time and in their order, and others have as long in between", async () => {
  const done: number[] = [];
  const between: number[] = [];
  let over = performance.now();
  const jobs = Array.from({ length: 8 }, (_, n) => () => {
    if (n > 0) between.push(performance.now() - over);
    done.push(n);
    compute(12);
    over = performance.now();
  });
  for (const job of jobs) keyExchangeTurns.ask(job);
  // Who asks again before its turn has one turn.
  keyExchangeTurns.ask(jobs[0]!);
  keyExchangeTurns.ask(jobs[3]!);
  expect(done).toEqual([]);
  let others = 0;
  while (done.length < jobs.length) {
    await turns();
    others++;
  }
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  // A timer of Node.js may be a millisecond early.
  for (const pause of between) expect(pause).toBeGreaterThan(10);
  expect(others).toBeGreaterThan(jobs.length);
});

it("[S-18] a connection that is gone has no turn, and the others do not wait for it", async () => {
  const done: string[] = [];
  const gone = (): void => void done.push("gone");
  keyExchangeTurns.ask(gone);
  keyExchangeTurns.ask(() => done.push("there"));
  keyExchangeTurns.withdraw(gone);
  await until(() => done.length > 0);
  await turns(3);
  expect(done).toEqual(["there"]);
});
