import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { turns } from "@sftp/testing";
import { beforeAll, describe, expect, it } from "vitest";

import { readAhead } from "../src/readAhead.ts";
import { ReadBuffer } from "../src/readBuffer.ts";
import type { Source } from "../src/source.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const FILES = 100;

/** A source without end, in memory that is really there. */
const endless: Source = {
  readAt: async (offset, length) => new Uint8Array(length).fill(offset % 251),
};

let collectGarbage: () => void;

beforeAll(() => {
  setFlagsFromString("--expose-gc");
  collectGarbage = runInNewContext("gc") as () => void;
});

/** The memory in use beside garbage, in bytes. */
async function memory(): Promise<{ rss: number; arrayBuffers: number }> {
  // Buffers are freed beside the collector: the next collection waits for that.
  for (let pass = 0; pass < 3; pass++) {
    await turns(3);
    collectGarbage();
  }
  return process.memoryUsage();
}

describe("100 open files", () => {
  const options = { concurrency: 64, requestSize: 32 * KIB, maxInFlightBytes: MIB };
  const budget = FILES * options.maxInFlightBytes;

  it("[P-5] hold no more than they may while their readers rest", async () => {
    const before = await memory();
    const readers = Array.from({ length: FILES }, () => readAhead(endless, options));
    await Promise.all(readers.map((reader) => reader.next()));
    const during = await memory();
    expect(during.arrayBuffers - before.arrayBuffers).toBeGreaterThan(budget * 0.9);
    expect(during.arrayBuffers - before.arrayBuffers).toBeLessThanOrEqual(budget * 1.1);
    expect(during.rss - before.rss).toBeLessThanOrEqual(budget * 1.1);
    await Promise.all(readers.map((reader) => reader.return()));
    expect((await memory()).arrayBuffers - before.arrayBuffers).toBeLessThan(MIB);
  });

  it("[P-5] hold no more than they may of what was announced and is not read", async () => {
    const before = await memory();
    const buffers = Array.from({ length: FILES }, () => new ReadBuffer(endless, options));
    for (const buffer of buffers) buffer.add([{ offset: 0, length: 100 * MIB }]);
    await turns(3);
    for (const buffer of buffers) await buffer.read(MIB, 100);
    const during = await memory();
    expect(during.arrayBuffers - before.arrayBuffers).toBeGreaterThan(budget * 0.8);
    expect(during.arrayBuffers - before.arrayBuffers).toBeLessThanOrEqual(budget * 1.1);
    await Promise.all(buffers.map((buffer) => buffer.cancel()));
    expect((await memory()).arrayBuffers - before.arrayBuffers).toBeLessThan(MIB);
  });
});

describe("after an abort", () => {
  it("[P-3] nothing that was read ahead is held, though the iteration is not finished", async () => {
    const before = await memory();
    const controller = new AbortController();
    const reader = readAhead(endless, { concurrency: 64, signal: controller.signal });
    await reader.next();
    expect((await memory()).arrayBuffers - before.arrayBuffers).toBeGreaterThan(MIB);
    controller.abort();
    expect((await memory()).arrayBuffers - before.arrayBuffers).toBeLessThan(256 * KIB);
    await expect(reader.next()).rejects.toMatchObject({ code: "ABORT_ERR" });
  });
});
