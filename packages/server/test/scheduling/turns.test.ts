import { performance } from "node:perf_hooks";

import { turns, until } from "@sftp/testing";
import { afterEach, expect, it, vi } from "vitest";

import { SFTPAttributes } from "../../src/index.ts";
import { Turns } from "../../src/scheduling/turns.ts";
import { openSession } from "../support/openSession.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock that only work moves on. */
function stoppedClock() {
  const clock = { now: 1_000_000 };
  vi.spyOn(performance, "now").mockImplementation(() => clock.now);
  return clock;
}

it("a turn is long when work has taken 5 ms of it, and the next one begins anew", async () => {
  const shared = new Turns();
  const clock = stoppedClock();
  expect(shared.long).toBe(false);
  clock.now += 5;
  expect(shared.long).toBe(false);
  clock.now += 1;
  expect(shared.long).toBe(true);
  await turns(2);
  expect(shared.long).toBe(false);
});

it("[S-16] sessions take turns, however much one of them has waiting, and each turn one piece of work", async () => {
  const shared = new Turns();
  const order: string[] = [];
  const work = (session: string, pieces: number) => {
    for (let n = 0; n < pieces; n++)
      shared.wait(session, () => void order.push(`${session}${shared.number}`));
  };
  work("greedy", 4);
  await turns(1);
  work("modest", 1);
  work("other", 1);
  await turns(8);
  expect(order).toEqual(["greedy1", "greedy2", "modest3", "other4", "greedy5", "greedy6"]);
});

it("[S-16] a piece that waits anew goes to the end of the line", async () => {
  const shared = new Turns();
  const order: string[] = [];
  let left = 20;
  const again = (): void => {
    order.push("greedy");
    if (--left > 0) shared.wait("greedy", again);
  };
  shared.wait("greedy", again);
  const modest = (): void => {
    order.push("modest");
    if (order.length < 10) shared.wait("modest", modest);
  };
  shared.wait("modest", modest);
  await turns(30);
  expect(order.slice(0, 8)).toEqual(Array.from({ length: 4 }, () => ["greedy", "modest"]).flat());
});

it("[S-15] 64 sessions that are all busy let others have the event loop in between", async () => {
  const attributes = new SFTPAttributes({ size: 1 });
  const clock = stoppedClock();
  const stat = () => {
    clock.now += 1;
    return attributes;
  };
  const sessions = await Promise.all(Array.from({ length: 64 }, () => openSession({ stat })));
  const replies = sessions.flatMap((session) =>
    Array.from({ length: 100 }, (_, n) => session.call("stat", { path: `/${n}` })),
  );
  const waits: number[] = [];
  await until(() => {
    waits.push(clock.now);
    return sessions.every(({ pending }) => pending.length === 0);
  });
  expect((await Promise.all(replies)).every(({ name }) => name === "attrs")).toBe(true);
  const longest = Math.max(...waits.slice(1).map((now, index) => now - waits[index]!));
  // What is begun is finished: one request of each session at most, when the time is up.
  expect(longest).toBeLessThanOrEqual(5 + 1 + 64);
  await Promise.all(sessions.map((session) => session.end()));
});
