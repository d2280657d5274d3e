import { channelPair, frame, u32 } from "@sftp/testing";
import { expect, it } from "vitest";

import { FrameChannel } from "../src/frameChannel.ts";

it("carries frames both ways and ends orderly", async () => {
  const [left, right] = channelPair();
  const got: number[][] = [];
  const a = new FrameChannel(left, { frame: (f) => got.push([...f]) });
  const b: FrameChannel = new FrameChannel(right, {
    frame: (f) => b.send(frame(f[0]! + 1, f.subarray(1))),
    ended: () => void b.end(),
  });
  a.send(frame(1, u32(3)));
  a.send(frame(5, u32(4)));
  await a.end();
  expect(await a.closed).toEqual({ midFrame: false });
  expect(await b.closed).toEqual({ midFrame: false });
  expect(got).toEqual([
    [2, 0, 0, 0, 3],
    [6, 0, 0, 0, 4],
  ]);
});
