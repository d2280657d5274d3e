import { Random, turns } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { copy, type CopyOptions } from "../src/copy.ts";
import { RETAINED, type Sink } from "../src/sink.ts";
import type { TransferError } from "../src/transferError.ts";
import { drive, ModelError, ModelFile, type Outcome, pattern } from "./modelFile.ts";

type Copied = Outcome<{ bytes: number }>;

/** A sink that tells a source when its bytes were acknowledged. */
function crediting(sink: ModelFile, source: ModelFile): Sink {
  return {
    async writeAt(offset, data, signal) {
      await sink.writeAt(offset, data, signal);
      source.credit(data.length);
    },
  };
}

/** Copies `length` bytes of a well-mannered file and answers at random. */
async function copied(
  length: number,
  options: CopyOptions,
): Promise<{ outcome: Copied; source: ModelFile; sink: ModelFile }> {
  const random = new Random(length);
  const source = new ModelFile(pattern(length), random);
  const sink = new ModelFile(new Uint8Array(0), random);
  const outcome = await drive(copy(source, sink, options), random, [source, sink]);
  return { outcome, source, sink };
}

describe("copy", () => {
  it("[P-2] copies exactly the source's bytes within its bounds, whatever the replies, their order and the size said", async () => {
    const params = fc.record({
      seed: fc.nat(),
      length: fc.nat(3000),
      start: fc.nat(400),
      stated: fc.constantFrom("right", "absent", "zero", "low", "high"),
      probeEnd: fc.boolean(),
      order: fc.constantFrom("any" as const, "ascending" as const),
      requestSize: fc.integer({ min: 16, max: 700 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 8 })),
      maxInFlightBytes: fc.integer({ min: 16, max: 4000 }),
      shortOneIn: fc.integer({ min: 2, max: 8 }),
      longestReply: fc.option(fc.integer({ min: 10, max: 600 }), { nil: undefined, freq: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, stated, shortOneIn, longestReply, ...rest }) => {
        const { probeEnd, order, maxInFlightBytes } = rest;
        const random = new Random(seed);
        const length = Math.max(rest.length, rest.start);
        const { start } = rest;
        const manners = { shortOneIn, ...(longestReply !== undefined && { longestReply }) };
        const source = new ModelFile(pattern(length, seed), random, manners);
        const sink = new ModelFile(new Uint8Array(0), random);
        const lower = start + Math.floor((length - start) / 2);
        const size = { right: length, absent: undefined, zero: 0, low: lower, high: length + 7 }[stated];
        const progress: number[] = [];
        const work = copy(source, crediting(sink, source), {
          ...rest,
          size,
          onProgress: (transferred) => progress.push(transferred),
        });
        if (size !== undefined && size > 0 && size < start)
          return void (await expect(work).rejects.toThrow());
        const outcome = await drive(work, random, [source, sink]);

        const isUnknown = size === undefined || size === 0;
        const end = isUnknown ? length : Math.min(size, length);
        const expected = new Uint8Array(end === start ? 0 : end);
        expected.set(source.content.subarray(start, end), end === start ? 0 : start);
        expect(sink.content).toEqual(expected);
        if (!isUnknown && size > length) {
          expect(outcome).toMatchObject({
            error: { code: "ERR_SFTP_TRUNCATED", expected: size, actual: length },
          });
        } else if (!isUnknown && size < length && probeEnd) {
          expect(outcome).toMatchObject({
            error: { code: "ERR_SFTP_CHANGED", expected: size, actual: size + 1 },
          });
        } else {
          expect(outcome).toEqual({ value: { bytes: end - start }, unanswered: 0 });
          expect(progress.at(-1)).toBe(end - start);
        }
        expect(progress).toEqual(progress.toSorted((a, b) => a - b));

        const ceiling = rest.concurrency ?? 256;
        expect(source.mostRequests).toBeLessThanOrEqual(ceiling);
        expect(sink.mostRequests).toBeLessThanOrEqual(ceiling);
        // A byte that was probed is dropped by the engine, which the model cannot see.
        expect(source.mostBytes).toBeLessThanOrEqual(maxInFlightBytes + (probeEnd ? 1 : 0));
        expect(source.beyondEnd).toBe(0);
        if (order === "ascending") {
          const offsets = sink.log.map(({ offset }) => offset);
          expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("[P-3] fails with the first error once everything has settled, and sends nothing more", async () => {
    const params = fc.record({
      seed: fc.nat(),
      concurrency: fc.option(fc.integer({ min: 1, max: 8 })),
      abortAfter: fc.option(fc.nat(12)),
      heedsAbort: fc.boolean(),
      order: fc.constantFrom("any" as const, "ascending" as const),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, concurrency, abortAfter, heedsAbort, order }) => {
        const random = new Random(seed);
        const manners = { failOneIn: abortAfter === null ? 10 : 1e9, heedsAbort };
        const source = new ModelFile(pattern(3000), random, manners);
        const sink = new ModelFile(new Uint8Array(0), random, manners);
        const controller = new AbortController();
        let turn = 0;
        let sentBeforeAbort = Number.POSITIVE_INFINITY;
        const sent = (): number => source.log.length + sink.log.length;
        const outcome = await drive(
          copy(source, sink, { requestSize: 100, concurrency, order, signal: controller.signal }),
          random,
          [source, sink],
          () => {
            if (turn++ !== abortAfter) return;
            controller.abort("enough");
            sentBeforeAbort = sent();
          },
        );
        expect(outcome.unanswered).toBe(0);
        if ("value" in outcome) return;
        if (abortAfter === null) expect(outcome.error).toBeInstanceOf(ModelError);
        else expect(outcome.error).toMatchObject({ code: "ABORT_ERR", cause: "enough" });
        const sentInAll = sent();
        expect(sentInAll).toBeLessThanOrEqual(sentBeforeAbort);
        await turns(2);
        expect(sent()).toBe(sentInAll);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("rejects at once, with nothing sent, for a signal that is aborted already", async () => {
    const { outcome, source, sink } = await copied(10, { signal: AbortSignal.abort("early") });
    expect(outcome).toMatchObject({ error: { code: "ABORT_ERR", cause: "early" } });
    expect([source.log, sink.log]).toEqual([[], []]);
  });

  it("asks for one thing after another with a concurrency of 1", async () => {
    const { source, sink } = await copied(1000, { requestSize: 100, concurrency: 1, size: 1000 });
    expect([source.mostRequests, sink.mostRequests]).toEqual([1, 1]);
    expect(source.log.map(({ offset }) => offset)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it("uses the concurrency that it is given", async () => {
    const { source } = await copied(5000, { requestSize: 100, concurrency: 6, size: 5000 });
    expect(source.mostRequests).toBe(6);
  });

  it("reads a small file of known size with one request, and probes beside it", async () => {
    const plain = await copied(100, { size: 100 });
    expect(plain.source.log).toEqual([{ kind: "read", offset: 0, length: 100 }]);
    expect(plain.sink.log).toHaveLength(1);
    const random = new Random(1);
    const source = new ModelFile(pattern(60_000), random);
    const work = copy(source, new ModelFile(new Uint8Array(0), random), { size: 60_000, probeEnd: true });
    expect(source.log.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 32_768],
      [32_768, 27_232],
      [60_000, 1],
    ]);
    void drive(work, random, [source]).catch(() => {});
  });

  it("finds the end of a file of unknown size with few requests, large as they are", async () => {
    const { outcome, source } = await copied(4096, { requestSize: 255 * 1024 });
    expect(outcome).toMatchObject({ value: { bytes: 4096 } });
    expect(source.log.length).toBeLessThanOrEqual(3);
  });

  it("tells of progress once, of 0 bytes, when there is nothing to copy", async () => {
    for (const size of [undefined, 0]) {
      const progress: number[] = [];
      const { outcome } = await copied(0, { size, onProgress: (transferred) => progress.push(transferred) });
      expect([outcome, progress]).toEqual([{ value: { bytes: 0 }, unanswered: 0 }, [0]]);
    }
    const { outcome, source } = await copied(10, { start: 10, size: 10 });
    expect([outcome, source.log]).toEqual([{ value: { bytes: 0 }, unanswered: 0 }, []]);
  });

  it("ends with what onProgress throws", async () => {
    const { outcome } = await copied(1000, {
      requestSize: 100,
      onProgress(transferred) {
        if (transferred >= 300) throw new Error("seen enough");
      },
    });
    expect(outcome).toMatchObject({ error: { message: "seen enough" }, unanswered: 0 });
  });

  it("finds out a file that changes under it: data beyond an end already shown", async () => {
    for (const order of ["any", "ascending"] as const) {
      const random = new Random(1);
      const source = new ModelFile(pattern(100), random);
      const sink = new ModelFile(new Uint8Array(0), random);
      const work = copy(source, sink, { requestSize: 100, concurrency: 3, order });
      source.content = pattern(300);
      // Asked for when the file had 100 bytes: data, and the end at 100 and 200.
      const [first, second, third] = source.requests as [never, never, never];
      (third as { resolve(data: Uint8Array): void }).resolve(pattern(300).subarray(200));
      source.requests.splice(2, 1);
      source.answer(second);
      source.answer(first);
      const outcome = await drive(work, random, [source, sink]);
      const error = "error" in outcome ? (outcome.error as TransferError) : undefined;
      expect(error).toMatchObject({ code: "ERR_SFTP_CHANGED", expected: 100, actual: 300 });
      expect(sink.content.subarray(0, 100)).toEqual(pattern(100));
    }
  });

  it("refuses more data than was asked for", async () => {
    const source = { readAt: async () => pattern(200) };
    const sink = { writeAt: async () => {} };
    await expect(copy(source, sink, { requestSize: 100 })).rejects.toThrow(
      "a read of 100 bytes at 0 brought 200",
    );
  });

  it("rejects options that make no sense", async () => {
    const file = new ModelFile(pattern(10), new Random(1));
    await expect(copy(file, file, { start: -1 })).rejects.toThrow(RangeError);
    await expect(copy(file, file, { start: 5, size: 4 })).rejects.toThrow(RangeError);
    await expect(copy(file, file, { size: Number.NaN })).rejects.toThrow(RangeError);
    await expect(copy(file, file, { concurrency: 0 })).rejects.toThrow(RangeError);
  });

  it("gives back to the source what the sink has acknowledged, once, and nothing else", async () => {
    const random = new Random(3);
    const source = new ModelFile(pattern(2000), random, { shortOneIn: 3 });
    const sink = new ModelFile(new Uint8Array(0), random);
    const read = new Set<Uint8Array>();
    const acknowledged = new Set<Uint8Array>();
    const options = { size: 2000, probeEnd: true, requestSize: 100 };
    const copying = copy(
      {
        async readAt(offset, length, signal) {
          const data = await source.readAt(offset, length, signal);
          read.add(data);
          return data;
        },
        release(data) {
          expect(acknowledged.delete(data)).toBe(true);
          expect(read.delete(data)).toBe(true);
        },
      },
      {
        async writeAt(offset, data, signal) {
          await sink.writeAt(offset, data, signal);
          acknowledged.add(data);
        },
      },
      options,
    );
    expect(await drive(copying, random, [source, sink])).toMatchObject({ value: { bytes: 2000 } });
    expect(sink.content).toEqual(pattern(2000));
    // What remains is the byte behind the end, which is not there.
    expect([...read].map(({ length }) => length)).toEqual([0]);
  });

  it("[C-16] leaves memory alone that an attempt which failed may still read", async () => {
    const random = new Random(4);
    const source = new ModelFile(pattern(2000), random);
    const sink = new ModelFile(new Uint8Array(0), random);
    const released: number[] = [];
    let reads = 0;
    const offsets = new Map<Uint8Array, number>();
    const copying = copy(
      {
        async readAt(offset, length, signal) {
          const data = await source.readAt(offset, length, signal);
          offsets.set(data, offset);
          reads++;
          return data;
        },
        release: (data) => void released.push(offsets.get(data)!),
      },
      {
        async writeAt(offset, data, signal) {
          await sink.writeAt(offset, data, signal);
          return offset === 300 ? RETAINED : undefined;
        },
      },
      { size: 2000, requestSize: 100 },
    );
    expect(await drive(copying, random, [source, sink])).toMatchObject({ value: { bytes: 2000 } });
    expect(reads).toBe(20);
    expect(released.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index * 100).filter((offset) => offset !== 300),
    );
  });
});
