import { frame, turns, u32, until } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FrameChannel } from "../../src/frameChannel.ts";
import { SSHDuplex } from "../../src/ssh2/sshDuplex.ts";
import { type Loopback, loopback } from "./loopback.ts";

const MIB = 1024 * 1024;
/** Enough turns for a real socket on a busy machine; nothing here measures time. */
const PATIENCE = 1e6;

let pair: Loopback;
beforeEach(async () => void (pair = await loopback()));
afterEach(() => pair.close());

function clientDuplex(options?: { receiveWindow: number }): SSHDuplex {
  return new SSHDuplex(pair.clientChannel, pair.client, options);
}

function serverDuplex(options?: { exitStatus: number }): SSHDuplex {
  return new SSHDuplex(pair.serverChannel, pair.server, options);
}

/** Everything that arrives, counted. */
function counting(duplex: SSHDuplex): { bytes: number } {
  const seen = { bytes: 0 };
  duplex.on("data", (chunk: Buffer) => (seen.bytes += chunk.length));
  return seen;
}

describe("frames over real SSH", () => {
  it("go both ways and end orderly, with an exit status", async () => {
    const exit = vi.fn<(status: number) => void>();
    pair.clientChannel.on("exit", exit);
    const types: number[] = [];
    const left = new FrameChannel(clientDuplex(), { frame: (bytes) => types.push(bytes[0]!), ended() {} });
    const right: FrameChannel = new FrameChannel(serverDuplex({ exitStatus: 0 }), {
      frame: (bytes) => right.send(frame(bytes[0]! + 1, u32(1))),
      ended: () => void right.end(),
    });
    for (let type = 0; type < 50; type++) left.send(frame(type, u32(1)));
    await left.end();
    expect(await left.closed).toEqual({ midFrame: false });
    expect(await right.closed).toEqual({ midFrame: false });
    expect(types).toEqual(Array.from({ length: 50 }, (_, type) => type + 1));
    expect(exit).toHaveBeenCalledWith(0);
  });

  it("leave in one SSH packet and one write of the socket when they were sent together", async () => {
    const channel = new FrameChannel(clientDuplex(), { frame() {} });
    const { bytes } = counting(serverDuplex());
    const packets = vi.spyOn(
      (pair.client as unknown as { _protocol: { channelData(): void } })._protocol,
      "channelData",
    );
    const writes = vi.spyOn(pair.clientSocket as unknown as { _writev(): void }, "_writev");
    for (let sent = 0; sent < 100; sent++) channel.send(frame(5, u32(sent), new Uint8Array(16)));
    await turns(2);
    expect(packets).toHaveBeenCalledTimes(1);
    packets.mockClear();
    writes.mockClear();
    for (let sent = 0; sent < 4; sent++) channel.send(frame(5, u32(sent), new Uint8Array(100_000)));
    await turns(2);
    expect(packets.mock.calls.length).toBeGreaterThan(12);
    expect(writes).toHaveBeenCalledTimes(1);
    expect(bytes).toBe(0);
  });
});

describe("the end of a channel", () => {
  it("shows when the connection is lost, also to who does not read and waits for a write", async () => {
    const channel = new FrameChannel(clientDuplex(), { frame() {}, ended() {} }, { highWater: 1 });
    channel.pause();
    serverDuplex();
    channel.send(frame(6, new Uint8Array(3 * MIB)));
    const settled = Promise.all([channel.drained(), channel.end()]);
    await turns(50);
    expect(channel.state).toBe("open");
    pair.serverSocket.destroy();
    await settled;
    await channel.closed;
    expect(channel.state).toBe("closed");
  });

  it("shows when the peer closes the channel, also to who does not read and waits for a write", async () => {
    const channel = new FrameChannel(serverDuplex(), { frame() {}, ended() {} }, { highWater: 1 });
    channel.pause();
    pair.clientChannel.write(frame(5, u32(1)));
    await until(() => channel.duplex.readableLength > 0, "the request", PATIENCE);
    channel.send(frame(103, new Uint8Array(3 * MIB)));
    const drained = channel.drained();
    await turns(50);
    expect(channel.state).toBe("open");
    pair.clientChannel.close();
    await drained;
    expect((await channel.closed).error).toMatchObject({ code: "EPIPE" });
  });

  it("lets what came before it be read", async () => {
    const duplex = clientDuplex();
    serverDuplex().end(new Uint8Array(MIB));
    await until(
      () => pair.clientChannel.readableLength + duplex.readableLength === MIB,
      "all bytes",
      PATIENCE,
    );
    await turns(5);
    expect(duplex.destroyed).toBe(false);
    const seen = counting(duplex);
    await until(() => duplex.destroyed, "the end", PATIENCE);
    expect(seen.bytes).toBe(MIB);
    expect(duplex.readableEnded).toBe(true);
  });

  it("comes at once by destroy(), whatever the peer does", async () => {
    const duplex = clientDuplex();
    const closed = vi.fn<() => void>();
    duplex.on("close", closed).destroy();
    await turns();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it("by destroy() also reaches the peer, and rids ssh2 of what nobody read", async () => {
    const duplex = clientDuplex();
    const closed = vi.fn<() => void>();
    pair.clientChannel.on("close", closed);
    const peer = serverDuplex();
    peer.write(new Uint8Array(MIB));
    await until(() => pair.clientChannel.readableLength > 0, "more than we take", PATIENCE);
    duplex.destroy();
    peer.resume();
    await until(() => peer.destroyed && closed.mock.calls.length > 0, "both ends", PATIENCE);
    expect(pair.clientChannel.readableLength).toBe(0);
  });

  it("comes at once on a connection that is lost already", async () => {
    const first = clientDuplex();
    pair.clientSocket.destroy();
    await until(() => first.destroyed, "the end", PATIENCE);
    expect(clientDuplex().destroyed).toBe(true);
  });

  it("refuses what can no longer be written, though there is still something to read", async () => {
    const duplex = clientDuplex();
    serverDuplex().write("unread");
    await until(() => duplex.readableLength > 0, "the bytes", PATIENCE);
    pair.serverChannel.close();
    let refused: unknown;
    while (!refused) {
      refused = await new Promise((resolve) => duplex.write("late", resolve));
      await turns();
    }
    expect(refused).toMatchObject({ code: "EPIPE" });
    expect(duplex.destroyed).toBe(true);
  });
});

describe("the receive window", () => {
  it("[S-4] ends the connection of a peer that sends 2 MiB more than it was granted", async () => {
    const duplex = serverDuplex();
    const failed = new Promise<Error>((resolve) => duplex.on("error", resolve));
    const { _protocol: protocol } = pair.client as unknown as {
      _protocol: { channelData(id: number, data: Buffer): void };
    };
    const { outgoing } = pair.clientChannel as unknown as { outgoing: { id: number } };
    // Odd sizes, so that the window goes below zero instead of standing at it.
    const flood = Buffer.alloc(32 * 1024 - 1);
    let most = 0;
    while (!duplex.destroyed) {
      protocol.channelData(outgoing.id, flood);
      await turns();
      most = Math.max(most, pair.serverChannel.readableLength);
    }
    expect((await failed).message).toContain("window");
    expect(pair.serverSocket.destroyed).toBe(true);
    expect(most).toBeLessThanOrEqual(4 * MIB + flood.length);
  });

  it("holds a peer back that keeps to it, and never ends its connection", async () => {
    const duplex = serverDuplex();
    let sent = 0;
    const chunk = Buffer.alloc(MIB);
    (function sendOn() {
      if (sent++ < 20) pair.clientChannel.write(chunk, sendOn);
    })();
    await turns(300);
    expect(duplex.destroyed).toBe(false);
    expect(pair.serverChannel.readableLength + duplex.readableLength).toBeLessThanOrEqual(4 * MIB);
    const seen = counting(duplex);
    await until(() => seen.bytes === 20 * MIB, "all bytes", PATIENCE);
  });

  it("can be larger: ssh2 still has what that takes, and memory stays within it", async () => {
    const duplex = clientDuplex({ receiveWindow: 8 * MIB });
    expect(duplex.receiveWindow).toBe(8 * MIB);
    const unread = () => pair.clientChannel.readableLength + duplex.readableLength;
    const sender = serverDuplex();
    const chunk = Buffer.alloc(MIB);
    let sent = 0;
    (function sendOn() {
      if (sent++ < 40) sender.write(chunk, sendOn);
    })();
    await until(() => unread() === 8 * MIB, "a full window", PATIENCE);
    await turns(50);
    expect(unread()).toBe(8 * MIB);

    const seen = counting(duplex);
    let most = 0;
    await until(() => ((most = Math.max(most, unread())), seen.bytes === 40 * MIB), "all bytes", PATIENCE);
    expect(most).toBeLessThanOrEqual(8 * MIB);
  });

  it("is topped up as it is read", async () => {
    const duplex = clientDuplex({ receiveWindow: 8 * MIB });
    const unread = () => pair.clientChannel.readableLength + duplex.readableLength;
    serverDuplex().write(Buffer.alloc(40 * MIB));
    const seen = counting(duplex);
    await until(() => seen.bytes >= 20 * MIB, "half of it", PATIENCE);
    duplex.pause();
    await until(() => unread() >= 7 * MIB, "another full window", PATIENCE);
    duplex.resume();
    await until(() => seen.bytes === 40 * MIB, "the rest", PATIENCE);
  });
});

describe("writing", () => {
  it("waits for the socket, not only for the peer's window", async () => {
    const duplex = serverDuplex();
    (pair.serverChannel as unknown as { outgoing: { window: number } }).outgoing.window = 2 ** 32 - 1;
    pair.clientSocket.pause();
    let calledBack = 0;
    for (let sent = 0; sent < 64; sent++) duplex.write(Buffer.alloc(MIB), () => calledBack++);
    await turns(100);
    expect(calledBack).toBeLessThan(32);
    expect(duplex.destroyed).toBe(false);
    counting(clientDuplex());
    pair.clientSocket.resume();
    await until(() => calledBack === 64, "all writes", PATIENCE);
  });

  it("waits while keys are exchanged, when ssh2 keeps everything back", async () => {
    const sender = serverDuplex();
    const seen = counting(clientDuplex());
    pair.clientSocket.pause();
    pair.server.rekey();
    let calledBack = false;
    sender.write(Buffer.alloc(100_000), () => (calledBack = true));
    await turns(20);
    expect(calledBack).toBe(false);
    pair.clientSocket.resume();
    await until(() => seen.bytes === 100_000 && calledBack, "the bytes", PATIENCE);
  });
});
