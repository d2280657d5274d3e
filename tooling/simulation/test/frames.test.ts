import { expect, it } from "vitest";

import { FrameSplitter, handleOf, idOf, packet } from "../src/network/frames.ts";

const close = Buffer.from("04000000070000000461626364", "hex");

it("splits bytes into frames however they arrive", () => {
  const bytes = Buffer.concat([packet(close), packet(Buffer.from("0100000003", "hex"))]);
  for (let at = 0; at <= bytes.length; at++) {
    const splitter = new FrameSplitter();
    const frames = [...splitter.push(bytes.subarray(0, at)), ...splitter.push(bytes.subarray(at))];
    expect(frames.map((frame) => frame.toString("hex"))).toEqual([close.toString("hex"), "0100000003"]);
  }
});

it("finds the id and the handle of a frame", () => {
  expect(idOf(close)).toBe(7);
  expect(handleOf(close)?.toString()).toBe("abcd");
  expect(handleOf(Buffer.from("1100000007", "hex"))).toBeUndefined();
});
