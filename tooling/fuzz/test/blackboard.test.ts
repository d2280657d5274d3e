import { expect, it } from "vitest";

import { Blackboard } from "../src/blackboard.ts";
import { MAXIMUM_INPUT } from "../src/target.ts";

it("a blackboard shows over shared memory which input came last, and how many came", () => {
  const writer = new Blackboard();
  const reader = new Blackboard(writer.memory);
  expect([reader.written, reader.input]).toEqual([0, new Uint8Array()]);
  writer.write(new Uint8Array(MAXIMUM_INPUT).fill(7));
  writer.write(Uint8Array.of(1, 2, 3));
  expect([reader.written, reader.input]).toEqual([2, Uint8Array.of(1, 2, 3)]);
});
