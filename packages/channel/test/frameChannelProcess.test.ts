import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Duplex, type Readable, type Writable } from "node:stream";

import { frame, u32, until } from "@sftp/testing";
import { afterEach, describe, expect, it } from "vitest";

import { FrameChannel } from "../src/frameChannel.ts";

let child: ChildProcessByStdio<Writable, Readable, null>;
afterEach(() => void child.kill("SIGKILL"));

/** A program in Node, and its standard input and output as one Duplex. */
function run(program: string): Duplex {
  child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  return Duplex.from({ readable: child.stdout, writable: child.stdin });
}

const ECHO = "process.stdin.pipe(process.stdout)";

describe("over the pipes of a process", () => {
  it("carries more than any pipe holds, and ends with it", async () => {
    let bytes = 0;
    const channel: FrameChannel = new FrameChannel(run(ECHO), {
      frame: (got) => (bytes += got.length),
      ended() {},
    });
    const packet = frame(6, u32(1), new Uint8Array(200_000));
    for (let sent = 0; sent < 40; sent++) {
      if (!channel.send(packet)) await channel.drained();
      channel.send(frame(4, u32(2)));
    }
    await channel.end();
    expect(await channel.closed).toEqual({ midFrame: false });
    expect(bytes).toBe(40 * (200_005 + 5));
  });

  it("settles when the process is killed in the middle of things", async () => {
    let frames = 0;
    const channel = new FrameChannel(run(ECHO), { frame: () => frames++ }, { highWater: 1 });
    channel.send(frame(1, u32(3)));
    await until(() => frames === 1, "the first frame", 1e6);
    child.kill("SIGSTOP");
    channel.send(frame(6, new Uint8Array(8_000_000)));
    const settled = Promise.all([channel.drained(), channel.end()]);
    child.kill("SIGKILL");
    await settled;
    await channel.closed;
    expect(channel.state).toBe("closed");
  });

  it("shows what a login script printed", async () => {
    const channel = new FrameChannel(run(`console.log("Welcome, stranger!"); ${ECHO}`), { frame() {} });
    const { error, firstBytes } = await channel.closed;
    expect(error).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    expect(String(firstBytes)).toBe("Welcome, stranger!\n");
  });
});
