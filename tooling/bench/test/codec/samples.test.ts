import { decodeReply, decodeRequest, replies, requests } from "@sftp/wire";
import { expect, it } from "vitest";

import { samples } from "../../src/codec/samples.ts";

it("there is a sample of every row, and its packet is that message", () => {
  expect(samples.map(({ name }) => name)).toEqual([...Object.keys(requests), ...Object.keys(replies)]);
  for (const { side, name, packet } of samples) {
    const frame = packet.subarray(4);
    expect(side === "request" ? decodeRequest(frame) : decodeReply(frame)).toMatchObject({ name });
  }
});
