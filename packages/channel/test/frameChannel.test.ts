import { Duplex } from "node:stream";

import {
  channelPair,
  faultyPair,
  frame,
  join,
  nextTurn,
  Random,
  string,
  turns,
  u32,
  until,
} from "@sftp/testing";
import { DEFAULT_MAX_FRAME } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { BufferPool } from "../src/bufferPool.ts";
import { FrameChannel, type FrameHandlers } from "../src/frameChannel.ts";

const ignore: FrameHandlers = { frame() {}, ended() {} };

/** A Duplex that only remembers what is written to it, and calls back when the test says so. */
class Recorder extends Duplex {
  readonly writes: Buffer[] = [];
  readonly held: ((error?: Error) => void)[] = [];
  hold = false;
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.writes.push(chunk);
    if (this.hold) this.held.push(done);
    else done();
  }
}

/** A channel whose frames are collected, as their types followed by their bytes. */
function collecting(
  duplex: Duplex,
  options?: { maxFrame: number },
): { channel: FrameChannel; frames: Buffer[] } {
  const frames: Buffer[] = [];
  const channel = new FrameChannel(duplex, { frame: (bytes) => frames.push(Buffer.from(bytes)) }, options);
  return { channel, frames };
}

/** The frames of a stream, cut by hand. */
function framesOf(bytes: Uint8Array): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Buffer.from(bytes).readUInt32BE(at);
    found.push(Buffer.from(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return found;
}

describe("both ways", () => {
  it("carries frames and ends orderly when both sides have ended", async () => {
    const [near, far] = channelPair();
    const frames: number[][] = [];
    const left = new FrameChannel(near, { frame: (bytes) => frames.push([...bytes]), ended() {} });
    const right: FrameChannel = new FrameChannel(far, {
      frame: (bytes) => right.send(frame(bytes[0]! + 1, bytes.subarray(1))),
      ended: () => void right.end(),
    });
    left.send(frame(1, u32(3)));
    left.send(frame(5, u32(4)));
    await left.end();
    expect(await left.closed).toEqual({ midFrame: false });
    expect(await right.closed).toEqual({ midFrame: false });
    expect(frames).toEqual([
      [2, 0, 0, 0, 3],
      [6, 0, 0, 0, 4],
    ]);
  });
});

describe("send", () => {
  it("writes what was sent in one turn at its end, in one write", async () => {
    const recorder = new Recorder();
    const channel = new FrameChannel(recorder, ignore);
    const packets = [frame(3, u32(1)), frame(5, u32(2)), frame(4, u32(3))];
    for (const packet of packets) channel.send(packet);
    await Promise.resolve().then(() => channel.send(packets[0]!));
    expect(recorder.writes).toEqual([]);
    await turns();
    expect(recorder.writes).toEqual([Buffer.from(join(...packets, packets[0]!))]);
  });

  it("hands all writes of a turn to a Duplex with writev() at once", async () => {
    const calls: number[][] = [];
    const duplex = new Duplex({
      read() {},
      writev(chunks, done) {
        calls.push(chunks.map(({ chunk }) => (chunk as Buffer).length));
        done();
      },
    });
    const channel = new FrameChannel(duplex, ignore);
    for (const size of [10, 20_000, 10, 10]) channel.send(new Uint8Array(size));
    await turns();
    expect(calls).toEqual([[20_010, 20]]);
  });

  it("counts bytes until the Duplex calls back, and says when to wait", async () => {
    const recorder = new Recorder();
    recorder.hold = true;
    const channel = new FrameChannel(recorder, ignore, { highWater: 100 });
    expect(channel.send(new Uint8Array(60))).toBe(true);
    await channel.drained();
    expect(channel.send(new Uint8Array(40))).toBe(false);
    expect(channel.queuedBytes).toBe(100);

    let drained = false;
    void channel.drained().then(() => (drained = true));
    await turns(3);
    expect(drained).toBe(false);
    recorder.held.shift()!();
    await turns();
    expect(drained).toBe(true);
    expect(channel.queuedBytes).toBe(0);
  });

  it("does nothing after end() and after the end, and asks nobody to wait for ever", async () => {
    const recorder = new Recorder();
    const channel = new FrameChannel(recorder, ignore);
    await channel.end();
    expect(channel.send(frame(1))).toBe(false);
    await channel.drained();
    channel.destroy();
    expect(channel.send(frame(1))).toBe(false);
    await channel.drained();
    await turns();
    expect(recorder.writes).toEqual([]);
  });

  it("survives a Duplex that throws when it is written to", async () => {
    const broken = new Duplex({
      read() {},
      write() {
        throw new Error("no paper");
      },
    });
    const channel = new FrameChannel(broken, ignore);
    channel.send(frame(1));
    expect((await channel.closed).error?.message).toBe("no paper");
  });
});

describe("frames", () => {
  const session = join(
    frame(1, u32(3)),
    frame(3, u32(1), string("/a")),
    frame(6, u32(2), new Uint8Array(90).fill(7)),
    frame(4),
  );
  const whole = framesOf(session);

  it("[W-3] do not depend on chunking: every split in two, single bytes, a thousand packets at once", async () => {
    for (let cut = 1; cut < session.length; cut++) {
      const [near, far] = channelPair();
      const { frames, channel } = collecting(near);
      far.write(session.subarray(0, cut));
      nextTurn(() => far.end(session.subarray(cut)));
      await channel.closed;
      expect(frames).toEqual(whole);
    }

    const [near, far] = faultyPair({ split: 1 });
    const dribbled = collecting(near);
    far.end(session);
    await dribbled.channel.closed;
    expect(dribbled.frames).toEqual(whole);

    const [left, right] = channelPair();
    const many = collecting(left);
    right.end(join(...Array(1000).fill(frame(101, u32(9)))));
    await many.channel.closed;
    expect(many.frames.length).toBe(1000);
  });

  it("[W-9] keep nothing of the transport's memory, also when reading is paused in the middle of a chunk", async () => {
    for (const poison of [0, 1]) {
      for (const split of [undefined, 30]) {
        const [near, far] = faultyPair({ poison, seed: 3, ...(split && { split }) });
        const frames: Buffer[] = [];
        const channel: FrameChannel = new FrameChannel(near, {
          frame(bytes) {
            frames.push(Buffer.from(bytes));
            channel.pause();
            nextTurn(() => channel.resume());
          },
        });
        far.end(session);
        await channel.closed;
        expect(frames).toEqual(whole);
      }
    }
  });

  it("arrive whole and in order through everything that may happen on the way, with pauses at random", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = new Random(seed);
      const faults = {
        seed,
        split: 1 + random.below(40),
        merge: random.below(3),
        delay: random.below(3),
        poison: random.below(2),
      };
      const [near, far] = faultyPair(faults, { highWaterMark: 1 + random.below(200) });
      const echo: FrameChannel = new FrameChannel(far, {
        frame: (bytes) => echo.send(frame(bytes[0]!, bytes.subarray(1))),
        ended: () => void echo.end(),
      });
      const frames: Buffer[] = [];
      const channel: FrameChannel = new FrameChannel(near, {
        frame(bytes) {
          frames.push(Buffer.from(bytes));
          if (random.below(3) > 0) return;
          channel.pause();
          nextTurn(() => channel.resume());
        },
        ended() {},
      });
      for (const sent of whole) {
        channel.send(frame(sent[0]!, sent.subarray(1)));
        await turns(random.below(2));
      }
      await channel.end();
      expect(await channel.closed).toEqual({ midFrame: false });
      expect(frames).toEqual(whole);
    }
  });

  it("are refused above the limit, before anything of them is allocated", async () => {
    for (const [announced, maxFrame] of [
      [0, 100],
      [101, 100],
      [0xffffffff, undefined],
      [DEFAULT_MAX_FRAME + 1, undefined],
    ] as const) {
      const [near, far] = channelPair();
      const { channel, frames } = collecting(near, maxFrame === undefined ? undefined : { maxFrame });
      far.write(join(frame(1), u32(announced)));
      const end = await channel.closed;
      expect(end.error).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
      expect(end.firstBytes).toBeUndefined();
      expect(frames.length).toBe(1);
    }
  });

  it("are refused from a Duplex that gives text", async () => {
    const [near, far] = channelPair();
    near.setEncoding("utf8");
    const { channel } = collecting(near);
    far.write(session);
    expect((await channel.closed).error?.message).toContain("setEncoding");
  });
});

describe("pause", () => {
  it("holds back even frames that are here already, and keeps their order", async () => {
    const [near, far] = channelPair();
    const types: number[] = [];
    const channel: FrameChannel = new FrameChannel(near, {
      frame(bytes) {
        types.push(bytes[0]!);
        if (bytes[0] === 2) channel.pause();
      },
    });
    far.write(join(frame(1), frame(2), frame(3), frame(4).subarray(0, 2)));
    far.end(join(frame(4).subarray(2), frame(5)));
    await turns(5);
    expect(types).toEqual([1, 2]);
    channel.resume();
    await channel.closed;
    expect(types).toEqual([1, 2, 3, 4, 5]);
  });

  it("reads nothing on, so that the peer's writes wait", async () => {
    const [near, far] = channelPair({ highWaterMark: 1000 });
    const { channel, frames } = collecting(near);
    channel.pause();
    let written = 0;
    const packet = frame(101, new Uint8Array(495));
    (function writeOn() {
      if (++written <= 100) far.write(packet, writeOn);
    })();
    await turns(20);
    expect(frames).toEqual([]);
    expect(near.readableLength).toBe(1000);
    channel.resume();
    await until(() => frames.length === 100);
    channel.destroy();
  });

  it("may be called before, after and as often as one likes", async () => {
    const [near, far] = channelPair();
    const { channel, frames } = collecting(near);
    channel.pause();
    channel.pause();
    channel.resume();
    far.write(frame(7));
    await until(() => frames.length === 1);
    channel.destroy();
    channel.pause();
    channel.resume();
    expect(channel.state).toBe("closed");
  });
});

describe("memory", () => {
  /** A Duplex that reads into the same memory again and again. */
  class Reusing extends Recorder {
    readonly memory = Buffer.alloc(40_000);
    releasesWritten = true;
    arrive(bytes: Uint8Array): void {
      this.memory.set(bytes);
      this.emit("data", this.memory.subarray(0, bytes.length));
      this.memory.fill(0xaa);
    }
  }

  it("of a frame is the receiver's if it is owned, and else the Duplex's after the call", async () => {
    const duplex = new Reusing();
    const frames: Uint8Array[] = [];
    const owns: boolean[] = [];
    const channel = new FrameChannel(duplex, {
      frame(bytes, owned) {
        frames.push(owned ? bytes : new Uint8Array(bytes));
        owns.push(owned);
      },
    });
    await turns();
    duplex.arrive(join(frame(1, u32(1)), frame(2, u32(2)), frame(3, u32(3)).subarray(0, 5)));
    duplex.arrive(frame(3, u32(3)).subarray(5));
    duplex.arrive(frame(4, new Uint8Array(30_000).fill(4)));
    expect(frames.map((bytes) => bytes[0])).toEqual([1, 2, 3, 4]);
    expect(frames.map((bytes) => bytes.at(-1))).toEqual([1, 2, 3, 4]);
    expect(owns).toEqual([false, false, true, true]);
    channel.destroy();
  });

  it("of large frames comes from its pool, which channels may share", async () => {
    const buffers = new BufferPool();
    const receive = async (): Promise<Uint8Array> => {
      const duplex = new Reusing();
      let frameBytes!: Uint8Array;
      const channel = new FrameChannel(duplex, { frame: (bytes) => (frameBytes = bytes) }, { buffers });
      await turns();
      duplex.arrive(frame(4, new Uint8Array(30_000)));
      channel.destroy();
      return frameBytes;
    };
    const first = await receive();
    expect((await receive()).buffer).not.toBe(first.buffer);
    buffers.release(first.subarray(13));
    expect((await receive()).buffer).toBe(first.buffer);
  });

  /** Sends owned packets in two turns; resolves to how many were released when each write had been called back. */
  async function released(duplex: Reusing, fail?: Error): Promise<number[]> {
    duplex.hold = true;
    const buffers = new BufferPool();
    const channel = new FrameChannel(duplex, { frame() {} }, { buffers });
    const packets = [5, 60_000, 7, 8].map((length) => buffers.acquire(length));
    let count = 0;
    const release = buffers.release.bind(buffers);
    buffers.release = (bytes) => {
      expect(bytes).toBe(packets[count++]);
      release(bytes);
    };
    for (const packet of packets.slice(0, 3)) channel.sendOwned(packet);
    channel.send(frame(9, u32(9)));
    await turns();
    channel.sendOwned(packets[3]!);
    await turns();
    const known: number[] = [];
    while (duplex.held.length > 0) {
      duplex.held.shift()!(fail);
      await turns();
      known.push(count);
    }
    return known;
  }

  it("of a packet that is handed over is released when it is written, in the order of sending", async () => {
    expect(await released(new Reusing())).toEqual([0, 0, 3, 4]);
  });

  it("[C-16] of a packet is not released where the Duplex does not say that it can be, nor after an error", async () => {
    expect(await released(Object.assign(new Reusing(), { releasesWritten: false }))).toEqual([0, 0, 0, 0]);
    expect(await released(new Reusing(), new Error("no"))).toEqual([0]);
  });
});
