import { performance } from "node:perf_hooks";

import { turns, until } from "@sftp/testing";
import { afterEach, expect, it, vi } from "vitest";

import { SFTPAttributes } from "../../src/index.ts";
import { turnIsLong } from "../../src/scheduling/turnClock.ts";
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
  await turns(2);
  const clock = stoppedClock();
  expect(turnIsLong()).toBe(false);
  clock.now += 5;
  expect(turnIsLong()).toBe(false);
  clock.now += 1;
  expect(turnIsLong()).toBe(true);
  await turns(2);
  expect(turnIsLong()).toBe(false);
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
