import { getEventListeners } from "node:events";

import { Random, repeats, turns } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Range } from "../src/range.ts";
import { ReadBuffer } from "../src/readBuffer.ts";
import type { WindowOptions } from "../src/window.ts";
import { drive, type Manners, ModelError, ModelFile, pattern } from "./modelFile.ts";

const LENGTH = 1000;

/** A buffer over a file of 1000 bytes, asked in requests of 100. */
function bufferOf(
  options: WindowOptions = {},
  manners: Manners = {},
): { buffer: ReadBuffer; file: ModelFile; run<T>(work: Promise<T>): Promise<T> } {
  const random = new Random(1);
  const file = new ModelFile(pattern(LENGTH), random, manners);
  const buffer = new ReadBuffer(file, { requestSize: 100, ...options });
  const run = async <T>(work: Promise<T>): Promise<T> => {
    const outcome = await drive(work, random, [file]);
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  };
  return { buffer, file, run };
}

const whole: Range[] = [{ offset: 0, length: LENGTH }];

/** What was asked for, as offset and length. */
function asked(file: ModelFile): [number, number][] {
  return file.log.map(({ offset, length }) => [offset, length]);
}

/** All blocks of an iteration. */
async function all(blocks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const list: Uint8Array[] = [];
  for await (const block of blocks) list.push(block);
  return list;
}

/** Answers everything, and what is asked for then, until nothing is. */
async function settle(file: ModelFile): Promise<void> {
  while (file.requests.length > 0) {
    file.answer();
    await turns();
  }
}

describe("reading what was announced", () => {
  it("asks for every byte once, in the window's requests", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 3 });
    buffer.add(whole);
    for (let offset = 0; offset < LENGTH; offset += 40) {
      expect(await run(buffer.read(offset, 40))).toEqual(pattern(LENGTH).subarray(offset, offset + 40));
    }
    expect(asked(file)).toEqual(Array.from({ length: 10 }, (_, i) => [i * 100, 100]));
    expect(file.mostRequests).toBe(3);
  });

  it("drops bytes once they are read, and keeps the remainder of a block", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([{ offset: 200, length: 100 }]);
    await settle(file);
    expect(await run(buffer.read(230, 20))).toEqual(pattern(LENGTH).subarray(230, 250));
    expect(await run(buffer.read(250, 50))).toEqual(pattern(LENGTH).subarray(250, 300));
    expect(await run(buffer.read(200, 30))).toEqual(pattern(LENGTH).subarray(200, 230));
    expect(file.log).toHaveLength(1);
    await run(buffer.read(200, 100));
    expect(asked(file)).toEqual([
      [200, 100],
      [200, 100],
    ]);
  });

  it("does not queue twice what is announced twice", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 1 });
    buffer.add(whole);
    buffer.add(whole);
    expect(await run(buffer.read(0, LENGTH))).toEqual(pattern(LENGTH));
    await settle(file);
    expect(file.log).toHaveLength(10);
  });

  it("takes what is on its way instead of asking again", async () => {
    const { buffer, file } = bufferOf({ concurrency: 64 });
    buffer.add(whole);
    const reading = buffer.read(450, 100);
    expect(file.log).toHaveLength(10);
    file.answer(file.requests[5]);
    file.answer(file.requests[4]);
    expect(await reading).toEqual(pattern(LENGTH).subarray(450, 550));
    expect(file.log).toHaveLength(10);
  });

  it("goes straight to the source for all else, and leaves the rest as it is", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([{ offset: 0, length: 300 }]);
    await settle(file);
    expect(await run(buffer.read(600, 50))).toEqual(pattern(LENGTH).subarray(600, 650));
    expect(await run(buffer.read(250, 100))).toEqual(pattern(LENGTH).subarray(250, 350));
    expect(await run(buffer.read(0, 250))).toEqual(pattern(LENGTH).subarray(0, 250));
    expect(asked(file).slice(3)).toEqual([
      [600, 50],
      [300, 50],
    ]);
  });

  it("asks again for what a short reply left out", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 1 });
    buffer.add([{ offset: 0, length: 200 }]);
    file.requests.shift()!.resolve(pattern(60));
    await turns();
    expect(asked(file).slice(1)).toEqual([[60, 40]]);
    expect(await run(buffer.read(0, 200))).toEqual(pattern(200));
    expect(asked(file)).toHaveLength(3);
  });

  it("stops at the end of the file, wherever it was thought to be", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 1 });
    buffer.add([{ offset: 900, length: 5000 }]);
    await settle(file);
    expect(asked(file)).toEqual([[900, 100], [1000, 100], ...(file.log.length > 2 ? [[1100, 100]] : [])]);
    expect(await run(buffer.read(900, 500))).toEqual(pattern(LENGTH).subarray(900));
    expect(await run(buffer.read(1000, 10))).toEqual(new Uint8Array(0));
  });

  it("believes the end of the file that what was on its way has shown", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([{ offset: 1000, length: 100 }]);
    expect(await run(buffer.read(1000, 10))).toEqual(new Uint8Array(0));
    expect(file.log).toHaveLength(1);
  });

  it("asks for nothing beyond the end of the file once it has shown", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 2 });
    const reading = buffer.read(900, 500);
    file.answer(file.requests[1]);
    await turns();
    expect(file.requests.map(({ offset }) => offset)).toEqual([900]);
    expect(await run(reading)).toEqual(pattern(LENGTH).subarray(900));
    expect(file.log).toHaveLength(2);
  });

  it("sends nothing when there is nothing to fetch, and reads go on", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([]);
    buffer.add([{ offset: 5, length: 0 }]);
    expect(file.log).toEqual([]);
    buffer.add([{ offset: 0, length: 100 }]);
    buffer.add([{ offset: 0, length: 100 }]);
    expect(file.log).toHaveLength(1);
    expect(await run(buffer.read(0, 200))).toEqual(pattern(200));
  });

  it("fetches no more than the window holds, and goes on as it is read", async () => {
    const { buffer, file, run } = bufferOf({ maxInFlightBytes: 500 });
    buffer.add(whole);
    await settle(file);
    expect(file.log).toHaveLength(4);
    await run(buffer.read(0, 200));
    await settle(file);
    expect(file.log).toHaveLength(6);
  });

  it("follows a reader that moves away from what was fetched", async () => {
    const { buffer, file, run } = bufferOf({ maxInFlightBytes: 500 });
    buffer.add(whole);
    await settle(file);
    await run(buffer.read(600, 100));
    await run(buffer.read(700, 100));
    await settle(file);
    const { length } = file.log;
    expect(await run(buffer.read(800, 200))).toEqual(pattern(LENGTH).subarray(800));
    expect(
      asked(file)
        .slice(length)
        .every(([offset]) => offset < 600),
    ).toBe(true);
  });

  it("reads all that is left at once, though it is more than the window holds", async () => {
    const { buffer, file, run } = bufferOf({ maxInFlightBytes: 250, concurrency: 8 });
    expect(await run(buffer.read(0, 5000))).toEqual(pattern(LENGTH));
    expect(file.mostRequests).toBe(2);
  });
});

describe("a read of more than there is", () => {
  it("asks for a window at a time", async () => {
    const { buffer, file, run } = bufferOf({ maxInFlightBytes: 300 });
    const reading = buffer.read(0, Number.MAX_SAFE_INTEGER);
    expect(file.requests).toHaveLength(3);
    expect(await run(reading)).toEqual(pattern(LENGTH));
    expect(file.log.length).toBeLessThanOrEqual(13);
  });

  it("asks in whole requests after a short reply", async () => {
    const { buffer, file } = bufferOf({ maxInFlightBytes: 300 });
    void buffer.read(0, 800).catch(() => {});
    file.requests.shift()!.resolve(pattern(10));
    await turns();
    expect(asked(file).slice(3)).toEqual([[10, 90]]);
    file.answer(file.requests.at(-1));
    await turns();
    expect(asked(file).slice(4)).toEqual([[300, 100]]);
  });
});

describe("failures", () => {
  it("while fetching ahead are nobody's: the read asks for itself", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 2 });
    buffer.add([{ offset: 0, length: 400 }]);
    for (const request of file.requests.splice(0)) request.reject(new ModelError("too many requests"));
    await turns();
    expect(await run(buffer.read(0, 400))).toEqual(pattern(400));
  });

  it("of a read's own request are its own", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([{ offset: 500, length: 100 }]);
    await settle(file);
    const reading = buffer.read(0, 50);
    file.requests.pop()!.reject(new ModelError("bad sector"));
    await expect(reading).rejects.toThrow("bad sector");
    expect(await run(buffer.read(500, 100))).toEqual(pattern(LENGTH).subarray(500, 600));
  });

  it("in a row end fetching ahead, until something is announced again", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 1 });
    for (let attempt = 1; attempt <= 2; attempt++) {
      buffer.add([{ offset: 0, length: 100_000 }]);
      for (let failure = 0; failure < 8; failure++) {
        file.requests.pop()!.reject(new ModelError("gone"));
        await turns();
      }
      expect(file.requests).toEqual([]);
      expect(file.log).toHaveLength(8 * attempt);
    }
    expect(await run(buffer.read(0, 100))).toEqual(pattern(100));
  });

  it("include more data than was asked for", async () => {
    const buffer = new ReadBuffer({ readAt: async () => pattern(200) }, { requestSize: 100 });
    await expect(buffer.read(0, 100)).rejects.toThrow("a read of 100 bytes at 0 brought 200");
  });
});

describe("abort", () => {
  it("[P-3] rejects the read at once, whatever is on its way, and disturbs no other", async () => {
    const { buffer, file, run } = bufferOf({}, { heedsAbort: false });
    const controller = new AbortController();
    buffer.add([{ offset: 0, length: 100 }]);
    const mine = buffer.read(0, 200, controller.signal);
    const other = buffer.read(0, 300);
    controller.abort("enough");
    await expect(mine).rejects.toMatchObject({ code: "ABORT_ERR", cause: "enough" });
    expect(file.requests).not.toHaveLength(0);
    expect(await run(other)).toEqual(pattern(300));
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    await expect(buffer.read(0, 1, controller.signal)).rejects.toMatchObject({ code: "ABORT_ERR" });
  });

  it("[P-3] frees what the read had asked for, and what was still due", async () => {
    const random = new Random(1);
    const file = new ModelFile(pattern(5000), random, { heedsAbort: false });
    const buffer = new ReadBuffer(file, { requestSize: 1024, concurrency: 1 });
    const controller = new AbortController();
    const reading = buffer.read(0, 3000, controller.signal);
    file.requests.shift()!.resolve(pattern(10));
    await turns();
    // The rest of the second request is cut in two, as requests have become smaller.
    file.requests.shift()!.resolve(pattern(10));
    await turns();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(buffer.bytes).toBe(512);
    await settle(file);
    expect(buffer.bytes).toBe(0);
    expect(file.log).toHaveLength(3);
  });

  it("gives the room at once to who waits for it", async () => {
    const { buffer, file } = bufferOf({ maxInFlightBytes: 200 }, { heedsAbort: false });
    const controller = new AbortController();
    const first = buffer.read(0, 200, controller.signal);
    file.answer(file.requests[1]);
    await turns();
    const second = buffer.read(500, 100);
    expect(file.log).toHaveLength(2);
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(asked(file).at(-1)).toEqual([500, 100]);
    file.answer(file.requests[1]);
    expect(await second).toEqual(pattern(LENGTH).subarray(500, 600));
  });
});

describe("cancel", () => {
  it("[P-3] sends nothing more, settles what was sent, and leaves reads to the source", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 4 }, { heedsAbort: false });
    buffer.add(whole);
    file.answer(file.requests[0]);
    await turns();
    const { length } = file.log;
    let isOver = false;
    const over = buffer.cancel().then(() => (isOver = true));
    await turns();
    expect([isOver, file.log.length]).toEqual([false, length]);
    await settle(file);
    await over;
    expect(file.log).toHaveLength(length);
    expect(await run(buffer.read(0, 100))).toEqual(pattern(100));
    expect(file.log).toHaveLength(length + 1);
    buffer.add([{ offset: 300, length: 100 }]);
    expect(file.log).toHaveLength(length + 2);
  });

  it("aborts what was fetched ahead, not what a read waits for", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 8 });
    buffer.add([{ offset: 0, length: 200 }]);
    const reading = buffer.read(100, 300);
    await buffer.cancel();
    expect(file.requests.every(({ offset }) => offset >= 100)).toBe(true);
    expect(await run(reading)).toEqual(pattern(LENGTH).subarray(100, 400));
  });
});

describe("invalidate", () => {
  it("[P-4] forgets what was fetched, and what is on its way, of the bytes that were written", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 3 });
    buffer.add([{ offset: 0, length: 300 }]);
    file.answer(file.requests[0]);
    await turns();
    const { signal } = new AbortController();
    void file.writeAt(50, new Uint8Array(100).fill(255), signal);
    buffer.invalidate(50, 100);
    const expected = pattern(300);
    expected.fill(255, 50, 150);
    expect(await run(buffer.read(0, 300))).toEqual(expected);
    expect(asked(file).filter(([offset]) => offset === 200)).toHaveLength(1);
    expect(asked(file)).toContainEqual([50, 50]);
  });

  it("[P-4] does not believe an end of the file that a write has moved", async () => {
    const { buffer, file, run } = bufferOf();
    buffer.add([{ offset: 1000, length: 100 }]);
    void file.writeAt(1150, new Uint8Array(10), new AbortController().signal);
    buffer.invalidate(1150, 10);
    expect(await run(buffer.read(1000, 100))).toEqual(new Uint8Array(100));
  });

  it("[P-4] lets no read that begins after a write see what was there before it, whatever the program", async () => {
    const range = fc.record({ offset: fc.nat(420), length: fc.nat(120) });
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("add" as const), ranges: fc.array(range) }) },
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("read" as const), range, wait: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("readv" as const), ranges: fc.array(range) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("write" as const), range, fill: fc.nat(255) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("pause" as const) }) },
    );
    const params = fc.record({
      seed: fc.nat(),
      steps: fc.array(step, { maxLength: 30 }),
      requestSize: fc.integer({ min: 8, max: 120 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 6 })),
      maxInFlightBytes: fc.integer({ min: 16, max: 600 }),
      shortOneIn: fc.integer({ min: 2, max: 8 }),
      failOneIn: fc.option(fc.integer({ min: 5, max: 20 }), { nil: 1e9 }),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, steps, shortOneIn, failOneIn, ...window }) => {
        const random = new Random(seed);
        const file = new ModelFile(pattern(400, seed), random, { shortOneIn, failOneIn });
        const buffer = new ReadBuffer(file, window);
        const { signal } = new AbortController();
        const versions = [file.content.slice()];
        /** Each byte must be one that the file had there while the read ran. */
        const check = async ({ offset, length }: Range, reading: Promise<Uint8Array>): Promise<void> => {
          const first = versions.length - 1;
          const data = await reading.catch((error: unknown) => error);
          if (data instanceof ModelError && failOneIn < 1e9) return;
          const during = versions.slice(first);
          const lengths = during.map((version) => version.subarray(offset, offset + length).length);
          expect(data).toBeInstanceOf(Uint8Array);
          const bytes = data as Uint8Array;
          expect(bytes.length).toBeGreaterThanOrEqual(Math.min(...lengths));
          expect(bytes.length).toBeLessThanOrEqual(Math.max(...lengths));
          for (const [i, byte] of bytes.entries()) {
            if (!during.some((version) => version[offset + i] === byte)) {
              expect.fail(`byte ${offset + i} is ${byte}, which it was at no time during the read`);
            }
          }
        };
        const program = async (): Promise<void> => {
          const background: Promise<void>[] = [];
          for (const each of steps) {
            if (each.kind === "add") buffer.add(each.ranges);
            else if (each.kind === "cancel") background.push(buffer.cancel());
            else if (each.kind === "pause") await turns(2);
            else if (each.kind === "read") {
              const checked = check(each.range, buffer.read(each.range.offset, each.range.length));
              if (each.wait) await checked;
              else background.push(checked);
            } else if (each.kind === "readv") {
              const blocks = buffer.readv(each.ranges);
              for (const one of each.ranges.slice(0, random.below(each.ranges.length + 1))) {
                const block = blocks
                  .next()
                  .then(({ value }) => value ?? Promise.reject(new ModelError("over")));
                await check(one, block);
              }
              await blocks.return();
            } else {
              const { offset, length } = each.range;
              const writing = file.writeAt(offset, new Uint8Array(length).fill(each.fill), signal);
              background.push(writing.catch(() => {}));
              buffer.invalidate(offset, length);
              versions.push(file.content.slice());
            }
          }
          await Promise.all(background);
        };
        const outcome = await drive(program(), random, [file]);
        expect(outcome).toMatchObject({ value: undefined });
        await settle(file);
        await buffer.cancel();
        expect(buffer.bytes).toBe(0);
        const reads = file.log.filter(({ kind }) => kind === "read");
        expect(Math.max(0, ...reads.map(({ length }) => length))).toBeLessThanOrEqual(window.requestSize);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

describe("readv", () => {
  it("gives the ranges in their order, short at the end of the file", async () => {
    const { buffer, file, run } = bufferOf();
    const ranges = [
      { offset: 950, length: 100 },
      { offset: 0, length: 250 },
      { offset: 5000, length: 10 },
      { offset: 30, length: 0 },
    ];
    const blocks = await run(all(buffer.readv(ranges)));
    const content = pattern(LENGTH);
    expect(blocks).toEqual(ranges.map(({ offset, length }) => content.subarray(offset, offset + length)));
    expect(asked(file).slice(0, 2)).toEqual([
      [950, 100],
      [0, 100],
    ]);
  });

  it("asks for no byte twice, though ranges repeat and overlap", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 3 });
    const ranges = [
      { offset: 0, length: 80 },
      { offset: 50, length: 150 },
      { offset: 0, length: 80 },
      { offset: 120, length: 10 },
    ];
    const blocks = await run(all(buffer.readv(ranges)));
    const content = pattern(LENGTH);
    expect(blocks).toEqual(ranges.map(({ offset, length }) => content.subarray(offset, offset + length)));
    expect(asked(file).reduce((sum, [, length]) => sum + length, 0)).toBe(200);
    blocks[0]!.fill(0);
    expect(blocks[2]).toEqual(content.subarray(0, 80));
    expect(buffer.bytes).toBe(0);
  });

  it("sends nothing for no ranges", async () => {
    const { buffer, file } = bufferOf();
    expect(await all(buffer.readv([]))).toEqual([]);
    expect(file.log).toEqual([]);
  });

  it("drops what it announced when it is left early, and only that", async () => {
    const { buffer, file, run } = bufferOf({ concurrency: 2 });
    buffer.add([{ offset: 300, length: 100 }]);
    await settle(file);
    const blocks = buffer.readv([
      { offset: 0, length: 100 },
      { offset: 250, length: 400 },
    ]);
    await run(blocks.next());
    await blocks.return();
    await settle(file);
    const { length } = file.log;
    expect(await run(buffer.read(300, 100))).toEqual(pattern(LENGTH).subarray(300, 400));
    expect(file.log).toHaveLength(length);
    await run(buffer.read(400, 100));
    expect(file.log).toHaveLength(length + 1);
  });
});

describe("programs of seeks and reads", () => {
  it("[P-1][P-2] give the bytes of plain reads, within the window", async () => {
    const params = fc.record({
      seed: fc.nat(),
      length: fc.nat(1500),
      announced: fc.array(fc.record({ offset: fc.nat(1600), length: fc.nat(1600) }), { maxLength: 3 }),
      reads: fc.array(fc.tuple(fc.oneof(fc.nat(1600), fc.constant(-1)), fc.nat(300)), { maxLength: 15 }),
      requestSize: fc.integer({ min: 8, max: 700 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 6 })),
      maxInFlightBytes: fc.integer({ min: 16, max: 2000 }),
      shortOneIn: fc.integer({ min: 2, max: 8 }),
      failOneIn: fc.constant(1e9),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, length, announced, reads, shortOneIn, ...window }) => {
        const random = new Random(seed);
        const file = new ModelFile(pattern(length, seed), random, { shortOneIn });
        const buffer = new ReadBuffer(file, window);
        const program = async (): Promise<void> => {
          buffer.add(announced);
          let position = 0;
          for (const [seek, size] of reads) {
            if (seek >= 0) position = seek;
            const data = await buffer.read(position, size);
            expect(buffer.bytes).toBeLessThanOrEqual(window.maxInFlightBytes);
            expect(data).toEqual(file.content.subarray(position, position + size));
            position += data.length;
          }
        };
        expect(await drive(program(), random, [file])).toMatchObject({ value: undefined });
        await settle(file);
        expect(file.mostRequests).toBeLessThanOrEqual(window.concurrency ?? 256);
        expect(file.mostOnTheirWay).toBeLessThanOrEqual(window.maxInFlightBytes);
        await buffer.cancel();
        expect(buffer.bytes).toBe(0);
      }),
      { seed: 1, numRuns: repeats(1000) },
    );
  });
});

it("refuses what is no range", async () => {
  const { buffer } = bufferOf();
  await expect(buffer.read(-1, 10)).rejects.toThrow(RangeError);
  await expect(buffer.read(0, 0.5)).rejects.toThrow(RangeError);
  expect(() => buffer.add([{ offset: 0, length: Number.POSITIVE_INFINITY }])).toThrow(RangeError);
});
