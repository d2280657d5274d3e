import { getEventListeners } from "node:events";

import { Random, turns } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { RETAINED } from "../src/sink.ts";
import { WriteBehind } from "../src/writeBehind.ts";
import { drive, ModelError, ModelFile, pattern } from "./modelFile.ts";

function sinkOf(seed = 1, manners = {}): ModelFile {
  return new ModelFile(new Uint8Array(0), new Random(seed), manners);
}

/** The bytes of some requests. */
function total(requests: readonly { length: number }[]): number {
  return requests.reduce((sum, { length }) => sum + length, 0);
}

/** Whether the promise settles by the end of the next turn. */
async function settles(promise: Promise<void>): Promise<boolean> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  promise.then(settle, settle);
  await turns();
  return isSettled;
}

/** Takes the memory away from whoever has it, as posting it to a worker does. */
function transfer(bytes: Uint8Array): void {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
}

/** Memory that is overwritten when it is released, and counts what is not. */
class PoisonedMemory {
  inUse = 0;
  readonly #retained = new Set<Uint8Array>();

  acquire(length: number): Uint8Array {
    this.inUse++;
    return new Uint8Array(length);
  }

  release(buffer: Uint8Array): void {
    expect(this.#retained.has(buffer)).toBe(false);
    buffer.fill(0xdb);
    this.inUse--;
  }

  /** A write settled; memory that it retained never comes back. */
  settled(buffer: Uint8Array, retained: boolean): void {
    if (!retained) return;
    this.#retained.add(buffer);
    this.inUse--;
  }
}

describe("WriteBehind", () => {
  it("[P-2] writes exactly what it is given, ascending, within its bounds", async () => {
    const params = fc.record({
      seed: fc.nat(),
      offset: fc.nat(100),
      sizes: fc.array(fc.oneof(fc.nat(20), fc.nat(500)), { maxLength: 40 }),
      requestSize: fc.integer({ min: 16, max: 300 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 6 })),
      maxInFlightBytes: fc.integer({ min: 16, max: 1000 }),
      flushOneIn: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, offset, sizes, flushOneIn, ...window }) => {
        const random = new Random(seed);
        const sink = sinkOf(seed);
        const writer = new WriteBehind(sink, { offset, ...window });
        const data = pattern(total(sizes.map((length) => ({ length }))), seed);
        let position = 0;
        let mostAccepted = 0;
        const outcome = await drive(
          (async () => {
            for (const size of sizes) {
              await writer.write(data.subarray(position, position + size));
              position += size;
              const acknowledged = total(sink.log) - total(sink.requests);
              mostAccepted = Math.max(mostAccepted, position - acknowledged);
              if (!random.oneIn(flushOneIn)) continue;
              await writer.flush();
              expect(writer.acknowledged).toBe(offset + position);
            }
            await writer.flush();
          })(),
          random,
          [sink],
        );
        expect(outcome).toMatchObject({ value: undefined, unanswered: 0 });
        const expected = new Uint8Array(data.length === 0 ? 0 : offset + data.length);
        expected.set(data, data.length === 0 ? 0 : offset);
        expect(sink.content).toEqual(expected);
        expect(writer.acknowledged).toBe(offset + data.length);
        let next = offset;
        for (const written of sink.log) {
          expect(written.offset).toBe(next);
          expect(written.length).toBeLessThanOrEqual(window.requestSize);
          next += written.length;
        }
        expect(sink.mostRequests).toBeLessThanOrEqual(window.concurrency ?? 256);
        expect(mostAccepted).toBeLessThanOrEqual(window.maxInFlightBytes);
      }),
      { seed: 1, numRuns: 600 },
    );
  });

  it("sends the first piece at once and joins those that follow while it is on its way", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { requestSize: 100 });
    for (let i = 0; i < 25; i++) await writer.write(pattern(10, i));
    expect(sink.log.map(({ length }) => length)).toEqual([10, 100, 100]);
    sink.answer(sink.requests[0]);
    sink.answer(sink.requests[0]);
    await turns();
    expect(sink.log).toHaveLength(3);
    sink.answer();
    await turns();
    expect(sink.log.at(-1)).toEqual({ kind: "write", offset: 210, length: 40 });
  });

  it("[C-16] leaves what it is given to the giver once it has taken it, and memory only with what was fulfilled", async () => {
    const params = fc.record({
      seed: fc.nat(),
      sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }),
      requestSize: fc.integer({ min: 16, max: 300 }),
      maxInFlightBytes: fc.integer({ min: 16, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, sizes, ...window }) => {
        const memory = new PoisonedMemory();
        const sink = sinkOf(seed);
        const writer = new WriteBehind(
          {
            async writeAt(offset, data, signal) {
              await sink.writeAt(offset, data, signal);
              // An attempt that failed may still read every third request: it is not overwritten.
              const retained = offset % 3 === 0;
              memory.settled(data, retained);
              return retained ? RETAINED : undefined;
            },
          },
          { ...window, memory },
        );
        const data = pattern(total(sizes.map((length) => ({ length }))), seed);
        const chunk = new Uint8Array(400);
        const writing = (async () => {
          for (let position = 0, turn = 0; turn < sizes.length; position += sizes[turn++]!) {
            chunk.set(data.subarray(position, position + sizes[turn]!));
            await writer.write(chunk.subarray(0, sizes[turn]));
            chunk.fill(0xaa);
          }
          await writer.flush();
        })();
        expect(await drive(writing, new Random(seed), [sink])).toMatchObject({ unanswered: 0 });
        expect(sink.content).toEqual(data);
        expect(memory.inUse).toBe(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("[C-16] fails the call whose memory was transferred, before or while it waits", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { requestSize: 100, concurrency: 1 });
    const gone = pattern(10);
    transfer(gone);
    await expect(writer.write(gone)).rejects.toThrow("was transferred to another owner");
    await writer.write(new Uint8Array(0));
    await writer.write(pattern(50));
    const waiting = pattern(300);
    const writing = writer.write(waiting);
    transfer(waiting);
    sink.answer();
    await expect(writing).rejects.toThrow("was transferred to another owner");
    expect(sink.content).toEqual(pattern(50));
  });

  it("does not let flush wait for more", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { requestSize: 100 });
    await writer.write(pattern(60));
    await writer.write(pattern(60));
    expect(sink.log).toHaveLength(1);
    const flushed = writer.flush();
    expect(sink.log).toHaveLength(2);
    sink.answer(sink.requests[1]);
    expect(await settles(flushed)).toBe(false);
    expect(writer.acknowledged).toBe(0);
    sink.answer();
    await flushed;
    expect(writer.acknowledged).toBe(120);
  });

  it("holds back who writes while the window is full", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { requestSize: 100, concurrency: 2 });
    const writing = writer.write(pattern(500));
    expect(await settles(writing)).toBe(false);
    expect(sink.requests).toHaveLength(2);
    for (const sent of [3, 4, 5]) {
      sink.answer(sink.requests[0]);
      await turns();
      expect(sink.log).toHaveLength(sent);
    }
    expect(await settles(writing)).toBe(true);
  });

  it("[P-3] fails every call with the first error, after all has settled, and sends nothing more", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { requestSize: 100, concurrency: 3 });
    const writing = writer.write(pattern(1000));
    const flushing = writer.flush();
    for (const promise of [writing, flushing]) promise.catch(() => {});
    sink.requests.splice(1, 1)[0]!.reject(new ModelError("no space left"));
    await turns();
    expect(sink.requests).toEqual([]);
    await expect(writing).rejects.toThrow("no space left");
    await expect(flushing).rejects.toThrow("no space left");
    await expect(writer.write(pattern(1))).rejects.toThrow("no space left");
    await expect(writer.flush()).rejects.toThrow("no space left");
    expect(sink.log).toHaveLength(3);
    expect(writer.acknowledged).toBe(0);
  });

  it("[P-3] does not reject before a sink that ignores the abort has settled", async () => {
    const sink = sinkOf(1, { heedsAbort: false });
    const controller = new AbortController();
    const writer = new WriteBehind(sink, { requestSize: 100, concurrency: 2, signal: controller.signal });
    const writing = writer.write(pattern(1000));
    writing.catch(() => {});
    controller.abort("enough");
    expect(await settles(writing)).toBe(false);
    sink.answer();
    sink.answer();
    await expect(writing).rejects.toMatchObject({ code: "ABORT_ERR", cause: "enough" });
    expect(sink.log).toHaveLength(2);
  });

  it("lets go of its signal when it is flushed, and heeds it again afterwards", async () => {
    const controller = new AbortController();
    const writer = new WriteBehind({ writeAt: async () => {} }, { signal: controller.signal });
    await writer.write(pattern(10));
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    await writer.flush();
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    controller.abort();
    await expect(writer.write(pattern(10))).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(writer.acknowledged).toBe(10);
  });

  it("sends nothing more once it is stopped, and lets go of its signal", async () => {
    const sink = sinkOf();
    const { signal } = new AbortController();
    const writer = new WriteBehind(sink, { signal, requestSize: 4 });
    await writer.write(pattern(4));
    await writer.write(pattern(3));
    writer.stop("the source broke");
    await expect(writer.write(pattern(4))).rejects.toMatchObject({
      code: "ABORT_ERR",
      cause: "the source broke",
    });
    await expect(writer.flush()).rejects.toMatchObject({ cause: "the source broke" });
    expect(sink.log).toHaveLength(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("has nothing to do for no bytes", async () => {
    const sink = sinkOf();
    const writer = new WriteBehind(sink, { offset: 7 });
    await writer.write(new Uint8Array(0));
    await writer.flush();
    expect([sink.log, writer.acknowledged]).toEqual([[], 7]);
  });

  it("refuses what is no position", () => {
    for (const offset of [-1, 0.5, Number.NaN]) {
      expect(() => new WriteBehind(sinkOf(), { offset })).toThrow(RangeError);
    }
  });
});
