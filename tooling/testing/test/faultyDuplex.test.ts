import { once } from "node:events";
import type { Duplex } from "node:stream";

import { describe, expect, it, vi } from "vitest";

import { faultyPair, turns, until, type EndingKind } from "../src/index.ts";

const text = "The quick brown fox jumps over the lazy dog";

/** Everything a stream emits, in order, with its data as text. */
function recordEvents(stream: Duplex): string[] {
  const events: string[] = [];
  stream.on("data", (chunk: Buffer) => events.push(String(chunk)));
  for (const name of ["end", "finish", "close"]) stream.on(name, () => events.push(`<${name}>`));
  stream.on("error", (error: NodeJS.ErrnoException) => events.push(`<${error.code}>`));
  return events;
}

/** What both ends of a splitting, delaying pair see of the text, piece by piece. */
async function splitText(seed: number): Promise<string[][]> {
  const [near, far] = faultyPair({ seed, split: 5, delay: 2 });
  const atNear = recordEvents(near);
  const atFar = recordEvents(far);
  near.write(text);
  far.write(text);
  await until(() => atNear.join("") === text && atFar.join("") === text, "all bytes");
  return [atNear, atFar];
}

describe("a faulty pair", () => {
  it("without faults carries bytes and ends as a plain one", async () => {
    const [near, far] = faultyPair({});
    const atNear = recordEvents(near);
    const atFar = recordEvents(far);
    near.end("out");
    far.end("in");
    await until(() => near.closed && far.closed, "closing");
    expect(atNear.toSorted()).toEqual(["<close>", "<end>", "<finish>", "in"]);
    expect(atFar.toSorted()).toEqual(["<close>", "<end>", "<finish>", "out"]);
  });

  it("splits both ways into pieces of at most the given size, the same ones for the same seed", async () => {
    const [first, second, other] = [await splitText(7), await splitText(7), await splitText(8)];
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
    expect(Math.max(...first.flat().map((piece) => piece.length))).toBeLessThanOrEqual(5);
  });

  it("dribbles single bytes with split 1", async () => {
    const [near, far] = faultyPair({ split: 1 });
    const pieces = recordEvents(near);
    far.write(text);
    await until(() => pieces.length === text.length, "all bytes");
    expect(pieces).toEqual(Array.from(text));
  });

  it("merges what comes while it waits", async () => {
    const [near, far] = faultyPair({ seed: 3, merge: 50 });
    const pieces = recordEvents(near);
    for (const byte of text) {
      far.write(byte);
      await turns();
    }
    await until(() => pieces.join("") === text, "all bytes");
    expect(pieces.length).toBeLessThan(text.length / 3);
  });

  it("overwrites chunks once their listeners returned", async () => {
    const [near, far] = faultyPair({ poison: 0 });
    let seen = "";
    let kept: Buffer | undefined;
    near.on("data", (chunk: Buffer) => {
      seen += String(chunk);
      kept = chunk;
    });
    far.write("abc");
    await until(() => seen === "abc", "the chunk");
    expect(kept).toEqual(Buffer.from([0xdb, 0xdb, 0xdb]));
  });

  const endings: Record<EndingKind, string[]> = {
    close: ["<close>"],
    "double-close": ["<close>", "<close>"],
    error: ["<ECONNRESET>", "<close>"],
    end: ["<end>"],
    "error-after-end": ["<end>", "<ECONNRESET>", "<close>"],
    "error-after-close": ["<close>", "<ECONNRESET>"],
  };

  it.each(Object.entries(endings))("ending %s comes after exactly the given bytes", async (how, events) => {
    for (let after = 0; after <= text.length; after++) {
      const [near, far] = faultyPair({ ending: { how: how as EndingKind, way: "incoming", after } });
      far.on("error", () => {});
      const seen = recordEvents(near);
      far.write(text);
      await turns(8);
      expect(seen).toEqual(after === 0 ? events : [text.slice(0, after), ...events]);
      near.destroy();
    }
  });

  it.each(Object.entries(endings))("ending %s can follow the bytes written", async (how, events) => {
    for (let after = 1; after <= text.length; after++) {
      const [near, far] = faultyPair({ ending: { how: how as EndingKind, way: "outgoing", after } });
      far.on("error", () => {});
      const seen = recordEvents(near);
      let arrived = "";
      far.on("data", (chunk: Buffer) => (arrived += String(chunk)));
      near.write(text);
      await turns(8);
      expect(seen).toEqual(events);
      expect(arrived).toBe(how.includes("end") ? text : text.slice(0, after));
      near.destroy();
    }
  });

  it("stays writable after the incoming side ended", async () => {
    const [near, far] = faultyPair({ ending: { how: "end", way: "incoming", after: 2 } });
    near.resume();
    far.write("abcdef");
    await once(near, "end");
    near.end("reply");
    expect(String((await once(far, "data"))[0])).toBe("reply");
  });

  it("waits for a slow reader before it ends after incoming bytes", async () => {
    const [near, far] = faultyPair({ ending: { how: "close", way: "incoming", after: 3 } });
    far.write("abcdef");
    await turns(10);
    expect(near.destroyed).toBe(false);
    expect(String(near.read())).toBe("abc");
    await turns(2);
    expect(near.destroyed).toBe(true);
  });

  it("never drains once the given bytes were written", async () => {
    const [near, far] = faultyPair({ writing: { how: "never-drain", after: 4 } });
    const called = vi.fn();
    const arrived = recordEvents(far);
    near.write("ab", called);
    await turns(5);
    expect(called).toHaveBeenCalledOnce();
    near.write("cdef", called);
    near.write("gh", called);
    await turns(20);
    expect(arrived.join("")).toBe("abcd");
    expect(called).toHaveBeenCalledOnce();
  });

  it("never calls back though the bytes arrive", async () => {
    const [near, far] = faultyPair({ writing: { how: "never-call-back", after: 0 } });
    const called = vi.fn();
    const arrived = recordEvents(far);
    near.write("abcd", called);
    await turns(20);
    expect(arrived.join("")).toBe("abcd");
    expect(called).not.toHaveBeenCalled();
  });

  it("passes on what happens to the stream inside it", async () => {
    const [near, far] = faultyPair({ split: 3 });
    const seen = recordEvents(near);
    far.resetAndDestroy();
    await until(() => near.closed, "closing");
    expect(seen).toEqual(["<ECONNRESET>", "<close>"]);
  });
});
