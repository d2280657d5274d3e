import { describe, expect, it } from "vitest";

import { ReplyMemory } from "../../src/replies/replyMemory.ts";

describe("ReplyMemory", () => {
  it("hands out what was given back, where it is large enough, and never twice", () => {
    const memory = new ReplyMemory();
    const first = memory.take(100);
    expect(first.length).toBe(100);
    memory.giveBack(first.subarray(20, 40));
    memory.giveBack(first);
    expect(memory.take(200).buffer).not.toBe(first.buffer);
    const again = memory.take(50);
    expect(again.buffer).toBe(first.buffer);
    expect(again.length).toBe(100);
    expect(memory.take(50).buffer).not.toBe(first.buffer);
    memory.end();
  });

  it("takes only what is its own", () => {
    const memory = new ReplyMemory();
    const foreign = new Uint8Array(10);
    memory.giveBack(foreign);
    expect(memory.take(10).buffer).not.toBe(foreign.buffer);
    memory.end();
  });

  it("keeps nothing for a session that is over, nor for more than 64 replies at a time", () => {
    const over = new ReplyMemory();
    const late = over.take(10);
    over.end();
    over.giveBack(late);
    expect(over.take(10).buffer).not.toBe(late.buffer);
    const sessions = [new ReplyMemory(), new ReplyMemory()];
    const taken = sessions.flatMap((memory) =>
      Array.from({ length: 40 }, () => ({ memory, bytes: memory.take(10) })),
    );
    for (const { memory, bytes } of taken) memory.giveBack(bytes);
    const known = new Set(taken.map(({ bytes }) => bytes.buffer));
    const again = taken.map(({ memory }) => memory.take(10));
    expect(again.filter(({ buffer }) => known.has(buffer))).toHaveLength(64);
    for (const [index, { memory }] of taken.entries()) memory.giveBack(again[index]!);
    for (const memory of sessions) memory.end();
    const next = new ReplyMemory();
    const bytes = next.take(10);
    next.giveBack(bytes);
    expect(next.take(10).buffer).toBe(bytes.buffer);
    next.end();
  });
});
