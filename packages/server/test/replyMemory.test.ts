import { describe, expect, it } from "vitest";

import { ReplyMemory } from "../src/replyMemory.ts";

describe("ReplyMemory", () => {
  it("hands out what was given back, where it is large enough, and never twice", () => {
    const memory = new ReplyMemory();
    const first = memory.take(100);
    expect(first.length).toBe(100);
    memory.giveBack(first);
    expect(memory.take(200)).not.toBe(first);
    expect(memory.take(50)).toBe(first);
    expect(memory.take(50)).not.toBe(first);
    memory.end();
  });

  it("keeps the largest only", () => {
    const memory = new ReplyMemory();
    const [small, large] = [memory.take(10), memory.take(1000)];
    for (const one of [small, large, small]) memory.giveBack(one);
    expect(memory.take(5)).toBe(large);
    expect(memory.take(5)).not.toBe(small);
    memory.end();
  });

  it("keeps nothing for a session that is over, nor for more than 64 at a time", () => {
    const one = new Uint8Array(10);
    const over = new ReplyMemory();
    over.end();
    over.giveBack(one);
    expect(over.take(10)).not.toBe(one);
    const many = Array.from({ length: 65 }, () => new ReplyMemory());
    for (const memory of many) memory.giveBack(new Uint8Array(10).fill(1));
    const reused = (): number => many.filter((memory) => memory.take(10)[0] === 1).length;
    expect(reused()).toBe(64);
    many[64]!.giveBack(one);
    expect(many[64]!.take(10)).toBe(one);
    for (const memory of many) memory.end();
  });
});
