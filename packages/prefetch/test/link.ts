import { Random } from "@sftp/testing";

import type { Window } from "../src/window.ts";

/** A path to a server, in milliseconds and in bytes a millisecond. */
export interface Link {
  roundTrip: number;
  bandwidth: number;
  /** What the server takes for each request, on top and at the same time as for others: at most so much. */
  work?: number;
}

/** What became of a transfer over a link. */
export interface Run {
  milliseconds: number;
  /** How much of the bandwidth was used. */
  efficiency: number;
  mostBytes: number;
  mostRequests: number;
  /** How often requests were sent, each time one or more of them. */
  batches: number;
}

/** Lets a window carry so many bytes over a link, in simulated time. */
export function transfer(window: Window, { roundTrip, bandwidth, work = 0 }: Link, total: number): Run {
  const random = new Random(1);
  const run = { milliseconds: 0, efficiency: 0, mostBytes: 0, mostRequests: 0, batches: 0 };
  let replies: { at: number; length: number }[] = [];
  let linkFree = 0;
  let asked = 0;
  const ask = (now: number): void => {
    if (asked < total && window.hasRoom) run.batches++;
    while (asked < total && window.hasRoom) {
      const length = Math.min(window.requestSize, total - asked);
      window.asked(length, now);
      asked += length;
      linkFree =
        Math.max(linkFree, now + roundTrip + work * (random.below(1000) / 1000)) + length / bandwidth;
      replies.push({ at: linkFree, length });
    }
    run.mostBytes = Math.max(run.mostBytes, window.bytes);
    run.mostRequests = Math.max(run.mostRequests, window.requests);
  };
  ask(0);
  while (replies.length > 0) {
    const [{ at, length }, ...rest] = replies as [(typeof replies)[0], ...typeof replies];
    replies = rest;
    window.answered(length, length);
    window.released(length, at);
    run.milliseconds = at;
    ask(at);
  }
  run.efficiency = total / bandwidth / (run.milliseconds - roundTrip);
  return run;
}
