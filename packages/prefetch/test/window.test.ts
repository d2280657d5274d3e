import { describe, expect, it } from "vitest";

import { Window, type WindowOptions } from "../src/window.ts";
import { transfer } from "./link.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** Asks for as much as there is room for, and tells how many requests that were. */
function fill(window: Window): number {
  let count = 0;
  for (; window.hasRoom; count++) window.asked(window.requestSize, 0);
  return count;
}

/** A request of the present size that is answered like this. */
function exchange(window: Window, received: number): void {
  const asked = window.requestSize;
  window.asked(asked, 0);
  window.answered(asked, received);
  window.released(asked, 0);
}

describe("an explicit concurrency", () => {
  it("[P-2] is the exact ceiling of requests", () => {
    for (const concurrency of [1, 2, 3, 7, 64, 1000]) {
      const window = new Window({ concurrency, requestSize: 100 });
      expect(fill(window)).toBe(concurrency);
      expect(window.requests).toBe(concurrency);
      expect(window.hasSlot).toBe(false);
    }
  });

  it("gives way to the bound in bytes", () => {
    const window = new Window({ concurrency: 64, requestSize: 100, maxInFlightBytes: 250 });
    expect(fill(window)).toBe(2);
    expect(window.hasSlot).toBe(true);
  });
});

describe("bytes", () => {
  it("count until they are released", () => {
    const window = new Window({ concurrency: 2, requestSize: 100, maxInFlightBytes: 200 });
    fill(window);
    window.answered(100, 100);
    expect([window.hasRoom, window.requests, window.bytes]).toEqual([false, 1, 200]);
    window.released(100, 0);
    expect([window.hasRoom, window.requests, window.bytes]).toEqual([true, 1, 100]);
  });

  it("bound the size of a request", () => {
    expect(new Window({ requestSize: 1000, maxInFlightBytes: 300 }).requestSize).toBe(300);
  });

  it("allow what is asked for again, for it counts already", () => {
    const window = new Window({ concurrency: 2, requestSize: 100, maxInFlightBytes: 100 });
    fill(window);
    window.answered(100, 40);
    expect([window.hasRoom, window.hasSlot]).toEqual([false, true]);
    window.askedAgain();
    expect([window.requests, window.bytes]).toEqual([1, 100]);
  });
});

describe("a full window", () => {
  it("opens again for several requests together", () => {
    const window = new Window({ concurrency: 64, requestSize: 100 });
    fill(window);
    const batches: number[] = [];
    for (let reply = 0; reply < 64; reply++) {
      window.answered(100, 100);
      window.released(100, 0);
      batches.push(fill(window));
    }
    expect(batches.filter((count) => count > 0)).toEqual(Array.from({ length: 8 }, () => 8));
  });

  it("does not make few requests wait for each other", () => {
    const window = new Window({ concurrency: 4, requestSize: 100 });
    fill(window);
    window.answered(100, 100);
    window.released(100, 0);
    expect(fill(window)).toBe(1);
  });
});

describe("the size of requests", () => {
  it("falls to that of a second short reply, not below 512, and grows again with full ones", () => {
    const window = new Window({ requestSize: 4096 });
    exchange(window, 10);
    expect(window.requestSize).toBe(4096);
    exchange(window, 3000);
    expect(window.requestSize).toBe(3000);
    exchange(window, 7);
    expect(window.requestSize).toBe(512);
    for (let reply = 0; reply < 16; reply++) exchange(window, window.requestSize);
    expect(window.requestSize).toBe(1024);
    for (let reply = 0; reply < 32; reply++) exchange(window, window.requestSize);
    expect(window.requestSize).toBe(4096);
    for (let reply = 0; reply < 16; reply++) exchange(window, window.requestSize);
    expect(window.requestSize).toBe(4096);
  });

  it("stays at what the peer answers at most, once that has shown twice", () => {
    const window = new Window({ requestSize: 255 * KIB });
    let requests = 0;
    for (let left = 32 * MIB; left > 0; requests++) {
      const received = Math.min(window.requestSize, 32 * KIB);
      exchange(window, received);
      left -= received;
    }
    expect(window.requestSize).toBe(32 * KIB);
    expect(requests).toBe(1024);
  });

  it("is never raised by a short reply", () => {
    const window = new Window({ requestSize: 100 });
    exchange(window, 40);
    exchange(window, 40);
    expect(window.requestSize).toBe(100);
  });
});

describe("an adaptive window", () => {
  it("starts small and [P-2] shrinks when requests fail", () => {
    const window = new Window({ requestSize: 32 * KIB });
    expect(fill(window)).toBe(4);
    window.failed(32 * KIB);
    expect([window.requests, window.hasRoom]).toEqual([3, false]);
    window.failed(32 * KIB);
    window.failed(32 * KIB);
    expect([window.requests, window.bytes, window.hasRoom]).toEqual([1, 32 * KIB, true]);
    expect(fill(window)).toBe(1);
  });

  it("learns nothing from requests that were given up", () => {
    const window = new Window({ requestSize: 32 * KIB });
    for (let count = fill(window); count > 0; count--) {
      window.dropped(32 * KIB);
    }
    expect(fill(window)).toBe(4);
  });

  it("asks for at most 256 at once", () => {
    const run = transfer(new Window({ requestSize: 512 }), { roundTrip: 500, bandwidth: 1e6 }, 8 * MIB);
    expect(run.mostRequests).toBe(256);
  });

  const paths: [name: string, link: Parameters<typeof transfer>[1], total: number][] = [
    ["a disk beside it", { roundTrip: 0.1, bandwidth: 400 * KIB }, 256 * MIB],
    ["a local network", { roundTrip: 1, bandwidth: 100 * KIB }, 256 * MIB],
    ["a city away", { roundTrip: 20, bandwidth: 10 * KIB }, 64 * MIB],
    ["an ocean away", { roundTrip: 100, bandwidth: 50 * KIB }, 512 * MIB],
    ["a slow line", { roundTrip: 50, bandwidth: 1 * KIB }, 16 * MIB],
    ["a server that takes its time", { roundTrip: 5, bandwidth: 20 * KIB, work: 2 }, 64 * MIB],
  ];
  const sizes: WindowOptions[] = [{ requestSize: 32 * KIB }, { requestSize: 255 * KIB }];
  for (const [name, link, total] of paths) {
    it(`fills ${name}, without a queue of more than a second`, () => {
      for (const options of sizes) {
        const run = transfer(new Window(options), link, total);
        if (link.work === undefined) expect(run.efficiency).toBeGreaterThan(0.8);
        const queue = run.mostBytes - link.bandwidth * link.roundTrip;
        expect(queue).toBeLessThanOrEqual(Math.max(link.bandwidth * 1000, 4 * options.requestSize!));
        expect(run.mostBytes).toBeLessThanOrEqual(8 * MIB);
      }
    });
  }

  it("sends requests in batches where they are many", () => {
    const run = transfer(new Window({}), { roundTrip: 1, bandwidth: 100 * KIB }, 256 * MIB);
    expect(run.batches).toBeLessThan(((256 * MIB) / (32 * KIB)) * 0.1);
  });
});

describe("options", () => {
  it("must be positive whole numbers", () => {
    for (const name of ["requestSize", "concurrency", "maxInFlightBytes"]) {
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => new Window({ [name]: value })).toThrow(`${name} is ${value}, but must be a positive`);
      }
    }
  });

  it("have defaults where they are null or undefined", () => {
    const window = new Window({ requestSize: undefined, concurrency: null, maxInFlightBytes: undefined });
    expect([window.requestSize, window.concurrency, window.maxBytes]).toEqual([32 * KIB, 256, 8 * MIB]);
  });
});
