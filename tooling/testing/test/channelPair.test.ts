import { once } from "node:events";

import { describe, expect, it, vi } from "vitest";

import { channelPair, turns, until } from "../src/index.ts";

describe("channelPair", () => {
  it("carries bytes both ways and ends each way by itself", async () => {
    const [left, right] = channelPair();
    const received: string[] = [];
    left.on("data", (chunk: Buffer) => received.push(`left ${String(chunk)}`));
    right.on("data", (chunk: Buffer) => received.push(`right ${String(chunk)}`));
    left.end("ping");
    await once(right, "end");
    expect(right.writable).toBe(true);
    right.end("pong");
    await once(left, "end");
    expect(received).toEqual(["right ping", "left pong"]);
    await until(() => left.closed && right.closed, "closing");
  });

  it("ends the other way too when half-open is not allowed", async () => {
    const [left, right] = channelPair({ allowHalfOpen: false });
    left.end();
    left.resume();
    right.resume();
    await until(() => left.closed && right.closed, "closing");
  });

  it("delivers in a later turn, and the sender's buffer is its own again after the callback", async () => {
    const [left, right] = channelPair();
    const received: Buffer[] = [];
    right.on("data", (chunk: Buffer) => received.push(chunk));
    const sent = Buffer.from("abc");
    left.write(sent, () => sent.fill(0));
    expect(received).toEqual([]);
    await turns(2);
    expect(sent).toEqual(Buffer.alloc(3));
    expect(received).toEqual([Buffer.from("abc")]);
  });

  it("goes on under fake timers", async () => {
    vi.useFakeTimers();
    try {
      const [left, right] = channelPair();
      right.resume();
      const sent = once(right, "data");
      left.write("x");
      expect(await sent).toEqual([Buffer.from("x")]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("holds the writer back until the reader reads", async () => {
    const [left, right] = channelPair({ highWaterMark: 4 });
    const called = vi.fn();
    expect(left.write("abcdef", called)).toBe(false);
    await turns(5);
    expect(called).not.toHaveBeenCalled();

    const drained = once(left, "drain");
    right.resume();
    await drained;
    expect(called).toHaveBeenCalledOnce();
  });

  it("delivers what was corked together as one chunk", async () => {
    const [left, right] = channelPair();
    left.cork();
    left.write("ab");
    left.write("cd");
    left.uncork();
    expect(await once(right, "data")).toEqual([Buffer.from("abcd")]);
  });

  it("destroying one side ends the other, whose writes then fail with EPIPE", async () => {
    const [left, right] = channelPair();
    left.destroy();
    right.resume();
    await once(right, "end");
    right.write("late");
    expect(await once(right, "error")).toMatchObject([{ code: "EPIPE", syscall: "write" }]);
    expect(right.destroyed).toBe(true);
  });

  it("destroying one side with bytes unread resets the other, as TCP does", async () => {
    const [left, right] = channelPair();
    left.write("unread");
    await turns(2);
    right.destroy();
    expect(await once(left, "error")).toMatchObject([{ code: "ECONNRESET" }]);
  });

  it("fails a write that the other side had not taken when it was destroyed", async () => {
    const [left, right] = channelPair({ highWaterMark: 1 });
    const called = vi.fn();
    left.on("error", () => {});
    left.write("ab", called);
    await turns(2);
    right.destroy();
    await until(() => left.closed, "closing");
    expect(called.mock.calls).toMatchObject([[{ code: "EPIPE" }]]);
  });

  it("resetAndDestroy breaks the other side at once", async () => {
    const [left, right] = channelPair();
    left.resetAndDestroy();
    expect(await once(right, "error")).toMatchObject([{ code: "ECONNRESET" }]);
    expect(left.destroyed && right.destroyed).toBe(true);
  });
});
