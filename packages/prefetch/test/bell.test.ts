import { getEventListeners } from "node:events";

import { turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { Bell } from "../src/bell.ts";

/** Whether the promise settles by the end of this turn. */
async function settles(promise: Promise<void>): Promise<boolean> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await turns();
  return isSettled;
}

describe("Bell", () => {
  it("wakes all who wait, once", async () => {
    const bell = new Bell();
    const both = [bell.next(), bell.next()];
    bell.ring();
    expect(await settles(both[0]!)).toBe(true);
    expect(await settles(both[1]!)).toBe(true);
    expect(await settles(bell.next())).toBe(false);
  });

  it("wakes on abort, and lets go of the signal either way", async () => {
    const bell = new Bell();
    const controller = new AbortController();
    const rung = bell.next(controller.signal);
    bell.ring();
    await rung;
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    const aborted = bell.next(controller.signal);
    controller.abort();
    expect(await settles(aborted)).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(await settles(bell.next(controller.signal))).toBe(true);
  });
});
