import { Duplex } from "node:stream";

import {
  channelPair,
  type EndingKind,
  faultyPair,
  frame,
  join,
  string,
  turns,
  u32,
  until,
} from "@sftp/testing";
import { describe, expect, it, vi } from "vitest";

import { FrameChannel, type FrameHandlers } from "../src/frameChannel.ts";

const ignore: FrameHandlers = { frame() {}, ended() {} };
const kinds: EndingKind[] = ["close", "double-close", "error", "end", "error-after-end", "error-after-close"];
const incoming = join(
  frame(2, u32(3)),
  frame(102, u32(1), string("h1")),
  frame(101, u32(2), u32(0), string("Success")),
);
const outgoing = join(
  frame(1, u32(3)),
  frame(3, u32(1), string("/etc/motd"), u32(1)),
  frame(4, u32(2), string("h1")),
);

/** Frames that end within the first `bytes` of a stream, and whether a frame is cut there. */
function framesWithin(stream: Uint8Array, bytes: number): { frames: number; midFrame: boolean } {
  let at = 0;
  let frames = 0;
  for (; at < bytes; frames++) {
    const end = at + 4 + Buffer.from(stream).readUInt32BE(at);
    if (end > bytes) break;
    at = end;
  }
  return { frames, midFrame: at < bytes };
}

/** What a channel kept of the first bytes when these chunks and an end were all that came. */
async function firstBytes(...chunks: (string | Uint8Array)[]): Promise<string | undefined> {
  const [near, far] = channelPair();
  const channel = new FrameChannel(near, { frame() {} });
  for (const chunk of chunks) {
    far.write(chunk);
    await turns(2);
  }
  far.end();
  const { firstBytes: found } = await channel.closed;
  return found && Buffer.from(found).toString();
}

describe.each(kinds)("%s", (how) => {
  it("after any byte that comes: every frame before it is told, and everything settles once", async () => {
    for (let after = 0; after <= incoming.length; after++) {
      const [near, far] = faultyPair({ ending: { how, way: "incoming", after }, split: 7, seed: after + 1 });
      far.on("error", () => {});
      let frames = 0;
      const channel = new FrameChannel(near, { frame: () => frames++ }, { highWater: 1 });
      channel.send(frame(1, u32(3)));
      const drained = channel.drained();
      far.write(incoming);
      const end = await channel.closed;
      expect(channel.state).toBe("closed");
      await Promise.all([drained, channel.end(), channel.drained()]);
      const expected = framesWithin(incoming, after);
      expect({ frames, midFrame: end.midFrame }).toEqual(expected);
      expect(end.error === undefined).toBe(how === "end" || how === "error-after-end");
      await turns(2);
      far.destroy();
    }
  });

  it("after any byte that leaves: nothing waits for a write that is never called back", async () => {
    for (let after = 0; after <= outgoing.length; after++) {
      const [near, far] = faultyPair({ ending: { how, way: "outgoing", after }, split: 7, seed: after + 1 });
      far.on("error", () => {}).resume();
      const channel = new FrameChannel(near, ignore, { highWater: 1 });
      channel.send(outgoing);
      const settled = Promise.all([channel.drained(), channel.end()]);
      // A peer that only ended its side still takes what we send, and our end is what ends it all.
      await settled;
      await channel.closed;
      expect(channel.queuedBytes).toBe(0);
      far.destroy();
    }
  });
});

describe("writes that never come back", () => {
  it.each(["never-drain", "never-call-back"] as const)(
    "%s: destroy() settles everything at once",
    async (how) => {
      for (const after of [0, 1, 20]) {
        const [near] = faultyPair({ writing: { how, after } });
        const channel = new FrameChannel(near, ignore, { highWater: 1 });
        channel.send(outgoing);
        let settled = 0;
        void channel.drained().then(() => settled++);
        void channel.end().then(() => settled++);
        await turns(10);
        expect(settled).toBe(0);
        channel.destroy(new Error("waited long enough"));
        await turns();
        expect(settled).toBe(2);
        expect(await channel.closed).toMatchObject({ error: { message: "waited long enough" } });
      }
    },
  );
});

describe("the peer's half-close", () => {
  it("is told once, and what is sent after it still arrives", async () => {
    const [near, far] = channelPair();
    const ended = vi.fn<() => void>();
    const channel = new FrameChannel(near, { frame() {}, ended });
    far.end();
    await until(() => ended.mock.calls.length > 0);
    expect(channel.state).toBe("open");
    channel.send(frame(101, u32(1)));
    await channel.end();
    expect(Buffer.from(far.read() as Buffer)).toEqual(Buffer.from(frame(101, u32(1))));
    expect(await channel.closed).toEqual({ midFrame: false });
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it("ends the channel where nobody wants to know of it", async () => {
    const [near, far] = channelPair();
    const channel = new FrameChannel(near, { frame() {} });
    far.end();
    expect(await channel.closed).toEqual({ midFrame: false });
    expect(near.destroyed).toBe(true);
  });

  it("on a Duplex that ends with its peer: an answer that is too late is no error", async () => {
    const [near, far] = channelPair({ allowHalfOpen: false });
    const ended = vi.fn<() => void>(() => void channel.send(frame(101)));
    const channel = new FrameChannel(near, { frame() {}, ended });
    channel.send(frame(103, new Uint8Array(200_000)));
    await turns(2);
    far.end();
    await until(() => ended.mock.calls.length > 0);
    await turns(5);
    expect(channel.state).toBe("open");
    far.resume();
    expect(await channel.closed).toEqual({ midFrame: false });
  });
});

describe("hanging up", () => {
  it.each(["ECONNRESET", "EPIPE"])(
    "by %s is expected once we have ended, and an error before",
    async (code) => {
      for (const ended of [true, false]) {
        const [near] = channelPair();
        const channel = new FrameChannel(near, ignore);
        if (ended) await channel.end();
        const failure = Object.assign(new Error("hung up"), { code });
        near.destroy(failure);
        expect((await channel.closed).error).toBe(ended ? undefined : failure);
      }
    },
  );

  it("any other error counts also then", async () => {
    const [near] = channelPair();
    const channel = new FrameChannel(near, ignore);
    await channel.end();
    near.destroy(Object.assign(new Error("too long"), { code: "ETIMEDOUT" }));
    expect((await channel.closed).error).toMatchObject({ code: "ETIMEDOUT" });
  });

  it("without a word has a code", async () => {
    const [near] = channelPair();
    const channel = new FrameChannel(near, ignore);
    near.destroy();
    expect((await channel.closed).error).toMatchObject({ code: "ECONNRESET" });
  });
});

describe("a handler that throws", () => {
  it.each(["frame", "ended"] as const)(
    "in %s(), ends its channel with the error and nothing else",
    async (name) => {
      const [near, far] = channelPair();
      const other = channelPair();
      const bystander = new FrameChannel(other[0], ignore);
      const channel = new FrameChannel(near, {
        ...ignore,
        [name]() {
          throw new RangeError("off by one");
        },
      });
      far.end(join(frame(1), frame(2)));
      expect((await channel.closed).error).toBeInstanceOf(RangeError);
      expect(bystander.state).toBe("open");
      bystander.destroy();
    },
  );

  it("may throw anything", async () => {
    const [near, far] = channelPair();
    const channel = new FrameChannel(near, {
      frame() {
        throw "a string";
      },
    });
    far.write(frame(1));
    expect((await channel.closed).error).toMatchObject({ message: "a string", cause: "a string" });
  });
});

describe("the terminal state", () => {
  it("is set before anybody is told", async () => {
    const [near] = channelPair();
    const channel = new FrameChannel(near, ignore, { highWater: 1 });
    channel.send(frame(1));
    const states: string[] = [];
    const told = [channel.drained(), channel.end(), channel.closed].map((promise) =>
      promise.then(() => states.push(channel.state)),
    );
    channel.destroy();
    await Promise.all(told);
    expect(states).toEqual(["closed", "closed", "closed"]);
  });

  it("is reached once: what comes later changes nothing", async () => {
    const [near] = channelPair();
    const channel = new FrameChannel(near, ignore);
    channel.destroy(new Error("first"));
    channel.destroy(new Error("second"));
    near.emit("error", new Error("third"));
    near.emit("close");
    near.emit("end");
    expect((await channel.closed).error?.message).toBe("first");
  });

  it("stops the frames of a chunk in work", async () => {
    const [near, far] = channelPair();
    let frames = 0;
    const channel: FrameChannel = new FrameChannel(near, {
      frame() {
        frames++;
        channel.destroy();
      },
    });
    far.write(join(frame(1), frame(2)));
    await channel.closed;
    await turns(2);
    expect(frames).toBe(1);
  });

  it("leaves a Duplex that cleans up only when all was read unpaused", async () => {
    const [near] = channelPair();
    near.destroy = () => near;
    const channel = new FrameChannel(near, ignore);
    channel.pause();
    channel.destroy();
    expect(near.isPaused()).toBe(false);
  });

  it("leaves one listener behind, for errors that come late", async () => {
    const [near] = channelPair();
    const before = new Map(near.eventNames().map((name) => [name, near.listenerCount(name)]));
    const channel = new FrameChannel(near, ignore);
    channel.send(frame(1));
    await channel.end();
    channel.destroy();
    await turns(3);
    for (const name of near.eventNames()) {
      expect(near.listenerCount(name), String(name)).toBe(
        (before.get(name) ?? 0) + (name === "error" ? 1 : 0),
      );
    }
  });

  it("is reached on a Duplex that was at its end before", async () => {
    const [destroyed] = channelPair();
    destroyed.destroy();
    expect((await new FrameChannel(destroyed, ignore).closed).error).toMatchObject({ code: "ECONNRESET" });

    const [failed] = channelPair();
    failed.on("error", () => {}).destroy(new Error("before you came"));
    await turns();
    expect((await new FrameChannel(failed, ignore).closed).error?.message).toBe("before you came");

    const ended = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    ended.push(null);
    ended.resume();
    await turns(2);
    expect(await new FrameChannel(ended, { frame() {} }).closed).toEqual({ midFrame: false });
  });
});

describe("bytes that are no SFTP", () => {
  it("are kept for the message, from the first on and at most 512", async () => {
    expect(await firstBytes("Welcome to this host!\n")).toBe("Welcome to this host!\n");
    expect(await firstBytes("We", "lcome\n")).toBe("Welcome\n");
    expect(await firstBytes("x".repeat(600))).toBe("x".repeat(512));
    expect(await firstBytes("ok\n")).toBe("ok\n");
  });

  it("are not kept once a frame came, nor where nothing came", async () => {
    expect(await firstBytes(frame(2, u32(3)), "Goodbye!")).toBeUndefined();
    expect(await firstBytes()).toBeUndefined();
  });
});
