import { frame, u32 } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FrameChannel } from "../../src/frameChannel.ts";
import { SSHDuplex } from "../../src/ssh2/sshDuplex.ts";
import { type Loopback, loopback } from "./loopback.ts";

let pair: Loopback;
beforeEach(async () => void (pair = await loopback()));
afterEach(() => pair.close());

describe("over real SSH", () => {
  it("carries frames both ways and ends orderly", async () => {
    const got: number[] = [];
    const left = new FrameChannel(new SSHDuplex(pair.clientChannel, pair.client), {
      frame: (f) => got.push(f[0]!),
      ended() {},
    });
    const right: FrameChannel = new FrameChannel(
      new SSHDuplex(pair.serverChannel, pair.server, { exitStatus: 0 }),
      {
        frame: (f) => right.send(frame(f[0]! + 1, u32(1))),
        ended: () => void right.end(),
      },
    );
    for (let type = 0; type < 50; type++) left.send(frame(type, u32(1)));
    await left.end();
    expect(await left.closed).toEqual({ midFrame: false });
    expect(await right.closed).toEqual({ midFrame: false });
    expect(got).toEqual(Array.from({ length: 50 }, (_, type) => type + 1));
  });
});
