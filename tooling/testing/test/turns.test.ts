import { describe, expect, it, vi } from "vitest";

import { nextTurn, turns, until } from "../src/index.ts";

describe("turns", () => {
  it("wait for as many turns of the event loop as asked, also under fake timers", async () => {
    vi.useFakeTimers();
    const order: string[] = [];
    nextTurn(() => {
      order.push("first turn");
      nextTurn(() => order.push("second turn"));
    });
    await turns(2);
    expect(order).toEqual(["first turn", "second turn"]);
    vi.useRealTimers();
  });
});

describe("until", () => {
  it("resolves once the condition holds", async () => {
    let left = 3;
    await until(() => --left === 0);
    expect(left).toBe(0);
  });

  it("names what never came", async () => {
    await expect(until(() => false, "the reply", 5)).rejects.toThrow(
      "the reply did not come true within 5 turns",
    );
  });
});
