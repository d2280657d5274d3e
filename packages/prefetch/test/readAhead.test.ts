import { getEventListeners } from "node:events";

import { Random, repeats, turns, until } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readAhead, type ReadAheadOptions } from "../src/readAhead.ts";
import { drive, ModelError, ModelFile, pattern } from "./modelFile.ts";

/** All bytes of an iteration, and how it ended. */
async function collect(
  chunks: AsyncIterable<Uint8Array>,
  source?: ModelFile,
): Promise<[Uint8Array, unknown]> {
  const parts: Uint8Array[] = [];
  try {
    for await (const chunk of chunks) {
      source?.credit(chunk.length);
      parts.push(chunk);
    }
    return [Buffer.concat(parts), undefined];
  } catch (error) {
    return [Buffer.concat(parts), error];
  }
}

/** Reads a file that answers in order and at once. */
async function read(
  length: number,
  options: ReadAheadOptions,
): Promise<{ bytes: Uint8Array; error: unknown; source: ModelFile }> {
  const random = new Random(1);
  const source = new ModelFile(pattern(length), random);
  const outcome = await drive(collect(readAhead(source, options)), random, [source]);
  const [bytes, error] = "value" in outcome ? outcome.value : [new Uint8Array(0), outcome.error];
  return { bytes, error, source };
}

describe("readAhead", () => {
  it("[P-1][P-2] gives what reading one after another gives, within its bounds", async () => {
    const params = fc.record({
      seed: fc.nat(),
      length: fc.nat(2000),
      start: fc.nat(2200),
      span: fc.option(fc.nat(2200), { nil: undefined }),
      requestSize: fc.integer({ min: 16, max: 700 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 8 })),
      maxInFlightBytes: fc.integer({ min: 16, max: 3000 }),
      shortOneIn: fc.integer({ min: 2, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ seed, length, start, span, shortOneIn, ...window }) => {
        const random = new Random(seed);
        const source = new ModelFile(pattern(length, seed), random, { shortOneIn });
        const end = span === undefined ? undefined : start + span;
        const outcome = await drive(collect(readAhead(source, { start, end, ...window }), source), random, [
          source,
        ]);
        expect(outcome).toEqual({
          value: [Buffer.from(source.content.subarray(start, end)), undefined],
          unanswered: 0,
        });
        expect(source.mostRequests).toBeLessThanOrEqual(window.concurrency ?? 256);
        // The chunk that is just being handed over is the taker's already.
        const handedOver = Math.min(window.requestSize, window.maxInFlightBytes);
        expect(source.mostBytes).toBeLessThanOrEqual(window.maxInFlightBytes + handedOver);
        expect(source.beyondEnd).toBe(0);
      }),
      { seed: 1, numRuns: repeats(1000) },
    );
  });

  it("throws a failure where reading one after another would have met it", async () => {
    const failing = 1000;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new Random(seed);
        const source = new ModelFile(pattern(3000), random, { shortOneIn: 4 });
        const error = new ModelError("bad sector");
        const readAt = source.readAt.bind(source);
        source.readAt = async (offset, length, signal) => {
          const data = await readAt(offset, length, signal);
          if (offset + length > failing) throw error;
          return data;
        };
        const outcome = await drive(collect(readAhead(source, { requestSize: 100 })), random, [source]);
        expect(outcome).toEqual({ value: [Buffer.from(pattern(1000)), error], unanswered: 0 });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("does not mind failures beyond the end of the file", async () => {
    const source = {
      async readAt(offset: number, length: number) {
        if (offset > 100) throw new ModelError("nothing there");
        return pattern(100).subarray(offset, offset + length);
      },
    };
    expect(await collect(readAhead(source, { requestSize: 100 }))).toEqual([
      Buffer.from(pattern(100)),
      undefined,
    ]);
  });

  it("asks for nothing before it is iterated, and then for several things at once", async () => {
    const source = new ModelFile(pattern(1000), new Random(1));
    const chunks = readAhead(source, { requestSize: 100, concurrency: 4 });
    await turns();
    expect(source.log).toEqual([]);
    void chunks.next();
    expect(source.log.map(({ offset }) => offset)).toEqual([0, 100, 200, 300]);
  });

  it("keeps reading ahead while a chunk is looked at", async () => {
    const source = new ModelFile(pattern(1000), new Random(1));
    const chunks = readAhead(source, { requestSize: 100, concurrency: 2 });
    const first = chunks.next();
    source.answer(source.requests[0]);
    expect((await first).value).toEqual(pattern(1000).subarray(0, 100));
    expect(source.requests.map(({ offset }) => offset)).toEqual([100, 200]);
  });

  it("stops asking when nobody takes the chunks", async () => {
    const source = new ModelFile(pattern(100_000), new Random(1));
    const chunks = readAhead(source, { requestSize: 100, maxInFlightBytes: 1000 });
    const first = chunks.next();
    for (let turn = 0; turn < 100; turn++) {
      while (source.requests.length > 0) source.answer();
      await turns();
    }
    await first;
    expect(source.log.length).toBeLessThanOrEqual(11);
  });

  it("[P-3] cancels when the loop is left, and waits until every read has settled", async () => {
    const source = new ModelFile(pattern(10_000), new Random(1), { heedsAbort: false });
    const leaving = (async () => {
      for await (const chunk of readAhead(source, { requestSize: 100, concurrency: 5 })) return chunk;
      return undefined;
    })();
    await until(() => source.requests.length === 5);
    source.answer(source.requests[0]);
    await turns(3);
    let hasLeft = false;
    void leaving.then(() => (hasLeft = true));
    const { length } = source.log;
    while (source.requests.length > 0) {
      expect(hasLeft).toBe(false);
      source.answer();
      await turns();
    }
    expect(hasLeft).toBe(true);
    expect(source.log).toHaveLength(length);
    expect(await leaving).toEqual(pattern(100));
  });

  it("[P-3] ends with an AbortError on abort and lets go of the signal", async () => {
    const controller = new AbortController();
    const source = new ModelFile(pattern(10_000), new Random(1));
    const chunks = readAhead(source, { requestSize: 100, signal: controller.signal });
    const first = chunks.next();
    source.answer(source.requests[0]);
    await first;
    const second = chunks.next();
    controller.abort("enough");
    await expect(second).rejects.toMatchObject({ code: "ABORT_ERR", cause: "enough" });
    const { length } = source.log;
    expect(source.requests).toEqual([]);
    expect((await chunks.next()).done).toBe(true);
    expect(source.log).toHaveLength(length);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("lets go of its signal at the end", async () => {
    const { signal } = new AbortController();
    const { bytes, error } = await read(300, { signal, requestSize: 100 });
    expect([bytes, error]).toEqual([Buffer.from(pattern(300)), undefined]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("reads a range of known end with no request too many", async () => {
    const { source } = await read(300, { requestSize: 100, start: 50, end: 250 });
    expect(source.log.map(({ offset, length }) => [offset, length])).toEqual([
      [50, 100],
      [150, 100],
    ]);
    expect((await read(300, { start: 10, end: 10 })).source.log).toEqual([]);
  });
});
