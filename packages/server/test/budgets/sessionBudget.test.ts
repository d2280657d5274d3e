import { FrameChannel } from "@sftp/channel";
import { channelPair, frame, turns, u32 } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";

import { ProcessBudget } from "../../src/budgets/processBudget.ts";
import { defaultLimits } from "../../src/budgets/serverLimits.ts";
import { SessionBudget } from "../../src/budgets/sessionBudget.ts";

const limits = { ...defaultLimits, requests: 4, payloadBytes: 1000, replyBytes: 1000 };

/** A budget whose channel is sent one frame a turn; `received` counts those that were let in. */
function start(process = new ProcessBudget(1_000_000)) {
  const [near, far] = channelPair();
  const onFull = vi.fn();
  const state = { received: 0, far, near };
  const channel = new FrameChannel(near, { frame: () => void state.received++ }, { highWater: 500 });
  const budget = new SessionBudget(channel, limits, onFull, process);
  const offer = async () => {
    const before = state.received;
    far.write(frame(1, u32(3)));
    await turns(10);
    return state.received > before;
  };
  return { budget, channel, onFull, offer, state };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("SessionBudget", () => {
  it.each([
    [
      "requests",
      (budget: SessionBudget, times: number) => {
        for (let n = 0; n < 4; n++) {
          if (times > 0) budget.takeRequest();
          else budget.giveBackRequest();
        }
      },
    ],
    ["payload", (budget: SessionBudget, times: number) => budget.take(times * 1000, 0)],
    ["replies", (budget: SessionBudget, times: number) => budget.take(0, times * 1000)],
  ])("stops reading when there are enough %s, and goes on when there are not", async (_what, change) => {
    const { budget, offer, onFull } = start();
    budget.check();
    expect(await offer()).toBe(true);
    change(budget, 1);
    budget.check();
    await turns(2);
    expect(await offer()).toBe(false);
    expect(onFull).toHaveBeenCalled();
    change(budget, -1);
    budget.check();
    await turns(10);
    expect(await offer()).toBe(true);
  });

  it("goes on when what was sent has left", async () => {
    const { budget, channel, offer, state } = start();
    state.far.pause();
    channel.send(new Uint8Array(200_000));
    budget.check();
    expect(await offer()).toBe(false);
    state.far.resume();
    await turns(20);
    expect(await offer()).toBe(true);
  });

  it("lets others have their turn after as many requests as may be in work, though they are done", async () => {
    const { budget, offer } = start();
    for (let n = 0; n < 4; n++) {
      budget.takeRequest();
      budget.giveBackRequest();
    }
    const resume = vi.spyOn(FrameChannel.prototype, "resume");
    budget.check();
    expect(resume).not.toHaveBeenCalled();
    await turns(2);
    expect(resume).toHaveBeenCalledTimes(1);
    resume.mockRestore();
    expect(await offer()).toBe(true);
  });

  it("[S-3] while the process is full, whoever holds something waits, and whoever holds nothing may go on", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const process = new ProcessBudget(5_000);
    const hog = { heldBytes: 5_000 };
    process.add(hog);
    const [greedy, modest] = [start(process), start(process)];
    greedy.budget.take(10, 0);
    for (const { budget } of [greedy, modest]) budget.check();
    expect([await greedy.offer(), await modest.offer()]).toEqual([false, true]);
    hog.heldBytes = 0;
    await turns(2);
    await vi.advanceTimersByTimeAsync(100);
    await turns(10);
    expect(greedy.state.received).toBe(1);
    greedy.budget.close();
  });

  it("counts what it holds", () => {
    const { budget, channel } = start();
    budget.take(3, 4);
    channel.send(new Uint8Array(5));
    expect(budget.heldBytes).toBe(12);
  });

  it("leaves a channel alone that has ended", async () => {
    const { budget, channel } = start();
    channel.destroy();
    budget.take(10_000, 0);
    const pause = vi.spyOn(channel, "pause");
    budget.check();
    expect(pause).not.toHaveBeenCalled();
  });
});
