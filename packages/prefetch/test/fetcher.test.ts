import { Random, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import type { Reader } from "../src/blocks.ts";
import { Fetcher } from "../src/fetcher.ts";
import type { WindowOptions } from "../src/window.ts";
import { ModelFile, pattern } from "./modelFile.ts";

/** A fetcher of a file of 1000 bytes, asked in requests of 100. */
function fetcherOf(options: WindowOptions = {}): {
  fetcher: Fetcher;
  file: ModelFile;
  readers: Set<Reader>;
  asked(): number[];
} {
  const file = new ModelFile(pattern(1000), new Random(1));
  const readers = new Set<Reader>();
  const fetcher = new Fetcher(file, { requestSize: 100, ...options }, readers);
  return { fetcher, file, readers, asked: () => file.log.map(({ offset }) => offset) };
}

function readerAt(position: number, to: number): Reader {
  return { position, required: position, to, signal: new AbortController().signal };
}

/** Answers all that was asked for. */
async function answer(file: ModelFile): Promise<void> {
  for (const request of file.requests.splice(0)) request.resolve();
  await turns();
}

describe("announcing", () => {
  it("tells what it adds to what is known", () => {
    const { fetcher, asked } = fetcherOf({ concurrency: 1 });
    expect(
      fetcher.announce([
        [0, 100],
        [50, 150],
      ]),
    ).toEqual([
      [0, 100],
      [100, 150],
    ]);
    expect(fetcher.announce([[0, 200]])).toEqual([[150, 200]]);
    expect(asked()).toEqual([0]);
  });

  it("leaves room for one request of a read", async () => {
    const { fetcher, file, asked } = fetcherOf({ maxInFlightBytes: 500 });
    fetcher.announce([[0, 800]]);
    await answer(file);
    expect(asked()).toEqual([0, 100, 200, 300]);
    fetcher.require(readerAt(900, 1000), 900, 1000);
    expect(asked().at(-1)).toBe(900);
    expect(fetcher.window.bytes).toBe(500);
  });

  it("fits half its bound into a request, so that a read finds room", () => {
    const { fetcher, file } = fetcherOf({ maxInFlightBytes: 100 });
    fetcher.announce([[0, 1000]]);
    expect(file.log).toMatchObject([{ offset: 0, length: 50 }]);
  });
});

describe("requiring", () => {
  it("comes before what was announced", async () => {
    const { fetcher, file, asked } = fetcherOf({ concurrency: 1 });
    fetcher.announce([[0, 300]]);
    fetcher.require(readerAt(700, 900), 700, 900);
    for (let n = 0; n < 3; n++) await answer(file);
    expect(asked()).toEqual([0, 700, 800, 100]);
  });

  it("goes on where a read has overtaken what was announced", async () => {
    const { fetcher, file, asked } = fetcherOf({ concurrency: 1 });
    fetcher.announce([[0, 1000]]);
    fetcher.require(readerAt(500, 600), 500, 600);
    for (let n = 0; n < 3; n++) await answer(file);
    expect(asked()).toEqual([0, 500, 600, 700]);
  });

  it("drops what was fetched and not read, where that leaves no room for what a read has overtaken", async () => {
    const { fetcher, file, asked } = fetcherOf({ maxInFlightBytes: 500 });
    fetcher.announce([[0, 1000]]);
    await answer(file);
    fetcher.require(readerAt(800, 900), 800, 900);
    expect(asked().slice(4)).toEqual([800, 900, 400, 500]);
    expect(fetcher.blocks.at(0)).toBeUndefined();
  });

  it("exceeds the bound only if nothing else could ever make room", async () => {
    for (const [position, expected] of [
      [100, [100, 200]],
      [0, [100, 200, 0]],
    ] as const) {
      const { fetcher, file, readers, asked } = fetcherOf({ maxInFlightBytes: 200 });
      const reader = readerAt(0, 300);
      readers.add(reader);
      fetcher.require(reader, 100, 300);
      await answer(file);
      reader.position = position;
      fetcher.require(reader, 0, 100);
      expect(asked()).toEqual(expected);
    }
  });
});

describe("outdating", () => {
  it("[P-4] asks again for what was on its way, before all else that was announced", async () => {
    const { fetcher, file, asked } = fetcherOf({ concurrency: 2 });
    fetcher.announce([[0, 1000]]);
    fetcher.outdate(150, 160);
    await answer(file);
    expect(asked()).toEqual([0, 100, 100, 200]);
    expect(fetcher.blocks.at(100)?.data).toBeUndefined();
    expect(fetcher.blocks.at(0)?.data).toEqual(pattern(100));
  });
});
