import { join, raw, u32 } from "@sftp/testing";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

import { DEFAULT_MAX_FRAME, FrameReader } from "../src/index.ts";
import { runs } from "./arbitraries.ts";
import { goldenPackets } from "./golden.ts";
import { onlyProtocolErrors } from "./onlyProtocolErrors.ts";

/** The frames in these chunks, each copied when it came out, as a consumer must. */
function framesOf(chunks: Iterable<Uint8Array>, reader = new FrameReader()): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) {
    for (const { bytes } of reader.push(chunk)) frames.push(bytes.slice());
  }
  return frames;
}

/** Cuts bytes into chunks of their own memory, of these lengths in turn. */
function* chunksOf(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + lengths[turn % lengths.length]!;
    yield bytes.slice(at, end);
    at = end;
  }
}

const packets = goldenPackets.map(({ packet }) => packet);
const stream = join(...packets);
const expected = packets.map((packet) => packet.slice(4));

afterEach(() => vi.unstubAllGlobals());

/** Records the size of every Uint8Array that is allocated while `run` runs. */
function allocations(run: () => void): number[] {
  const sizes: number[] = [];
  const Original = Uint8Array;
  vi.stubGlobal(
    "Uint8Array",
    new Proxy(Original, {
      construct(target, args: [number]) {
        if (typeof args[0] === "number") sizes.push(args[0]);
        return Reflect.construct(target, args);
      },
    }),
  );
  run();
  vi.unstubAllGlobals();
  return sizes;
}

/** Which frames of these chunks are owned; a borrowed one is a view of its chunk, an owned one is none. */
function ownership(...chunks: Uint8Array[]): boolean[] {
  const reader = new FrameReader();
  return chunks.flatMap((chunk) =>
    [...reader.push(chunk)].map(({ bytes, owned }) => {
      expect(bytes.buffer === chunk.buffer).toBe(!owned);
      return owned;
    }),
  );
}

describe("the memory of a frame", () => {
  const large = join(u32(20_000), new Uint8Array(20_000).fill(7));
  const small = join(u32(100), new Uint8Array(100).fill(8));

  /** Memory that notes what was acquired and released. */
  class Books {
    readonly acquired: Uint8Array[] = [];
    readonly released: Uint8Array[] = [];
    acquire(length: number): Uint8Array {
      const memory = new Uint8Array(length);
      this.acquired.push(memory);
      return memory;
    }
    release(memory: Uint8Array): void {
      this.released.push(memory);
    }
  }

  it("is borrowed from the chunk for a small one inside it, and owned for any other", () => {
    expect(ownership(join(small, large, small))).toEqual([false, true, false]);
    expect(ownership(small.slice(0, 50), small.slice(50))).toEqual([true]);
    expect(ownership(large.slice(0, 9_000), large.slice(9_000))).toEqual([true]);
  });

  it("comes from where the reader is told, if the frame is large, and what it outgrew goes back there", () => {
    const books = new Books();
    const reader = new FrameReader(undefined, books);
    const frames = [small, large.slice(0, 9_000), large.slice(9_000), large].flatMap((chunk) => [
      ...reader.push(chunk),
    ]);
    const [, gathered, whole] = frames.map(({ bytes }) => bytes);
    expect(gathered!.buffer).toBe(books.acquired.at(-2)!.buffer);
    expect(whole!.buffer).toBe(books.acquired.at(-1)!.buffer);
    for (const memory of books.acquired.slice(0, -2)) expect(books.released).toContain(memory);
    expect(books.released).not.toContain(gathered);
    expect(books.released).not.toContain(whole);
  });
});

describe("FrameReader", () => {
  it("[W-3] finds the same frames in one chunk, byte by byte, and across every cut in two", () => {
    expect(framesOf([stream])).toEqual(expected);
    expect(framesOf(chunksOf(stream, [1]))).toEqual(expected);
    for (const [index, packet] of packets.entries()) {
      for (let cut = 0; cut <= packet.length; cut++) {
        expect(framesOf([packet.subarray(0, cut), packet.subarray(cut)])).toEqual([expected[index]]);
      }
    }
  });

  it("[W-3] finds a thousand packets in one chunk", () => {
    const thousand = Array.from({ length: 1000 }, (_, i) => packets[i % packets.length]!);
    const frames = framesOf([join(...thousand)]);
    expect(frames).toHaveLength(1000);
    expect(frames).toEqual(thousand.map((packet) => packet.slice(4)));
  });

  it("[W-3] finds the same frames whatever the chunks are", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        expect(framesOf(chunksOf(stream, lengths))).toEqual(expected);
      }),
      runs(200),
    );
  });

  it("[W-9] keeps nothing of a chunk after push", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        const reader = new FrameReader();
        const frames: Uint8Array[] = [];
        for (const chunk of chunksOf(stream, lengths)) {
          frames.push(...framesOf([chunk], reader));
          chunk.fill(0xaa);
        }
        expect(frames).toEqual(expected);
      }),
      runs(200),
    );
  });

  it("[W-9] owns a frame only where the memory of the chunk is not in it", () => {
    const large = join(u32(20_000), new Uint8Array(20_000).fill(7));
    const all = join(stream, large, stream);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 200, max: 30_000 }), { minLength: 1, maxLength: 20 }),
        (lengths) => {
          const reader = new FrameReader();
          const frames: Uint8Array[] = [];
          for (const chunk of chunksOf(all, lengths)) {
            for (const { bytes, owned } of reader.push(chunk)) frames.push(owned ? bytes : bytes.slice());
            chunk.fill(0xaa);
          }
          expect(frames).toEqual([...expected, large.slice(4), ...expected]);
        },
      ),
      runs(200),
    );
  });

  it("hands out a view where a frame lies in one chunk, and copies once where it does not", () => {
    const [whole] = new FrameReader().push(stream);
    expect(whole!.bytes.buffer).toBe(stream.buffer);
    const packet = packets[0]!;
    const reader = new FrameReader();
    expect([...reader.push(packet.subarray(0, 9))]).toEqual([]);
    const [gathered] = reader.push(packet.subarray(9));
    expect(gathered!.bytes).toEqual(expected[0]);
    expect(gathered!.bytes.buffer).not.toBe(packet.buffer);
  });

  it.each([0, DEFAULT_MAX_FRAME + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])(
    "[W-4] [M5] refuses a length of %i before anything is allocated",
    (length) => {
      const reader = new FrameReader();
      const announced = u32(length);
      const push = () => [...reader.push(announced)];
      const sizes = allocations(() => {
        expect(push).toThrow(`a packet of ${length} bytes is announced, but 1 to 263168 are allowed`);
      });
      expect(sizes.filter((size) => size > 16)).toEqual([]);
      // The stream is lost: nothing that follows is taken for a frame.
      expect(() => [...reader.push(stream)]).toThrow("is announced");
    },
  );

  it("[M5] has a limit that can be set, and names it", () => {
    const reader = new FrameReader(4);
    expect(framesOf([u32(4), raw("abcd")], reader)).toEqual([raw("abcd")]);
    expect(() => framesOf([u32(5)], reader)).toThrow(
      "a packet of 5 bytes is announced, but 1 to 4 are allowed",
    );
    // What a login script prints: the length would be 0x57656c63.
    expect(() => framesOf([raw("Welcome")])).toThrow("a packet of 1466264675 bytes is announced");
    for (const maximum of [-1, Number.NaN, 1.5, 2 ** 32]) {
      expect(() => new FrameReader(maximum)).toThrow("maximum must be an integer");
    }
  });

  it("[W-4] takes memory for what has arrived, not for what was announced", () => {
    const reader = new FrameReader();
    const length = DEFAULT_MAX_FRAME;
    let arrived = 0;
    const sizes = allocations(() => {
      expect([...reader.push(u32(length))]).toEqual([]);
      for (const size of [1, 10, 100, 1000, 10_000, 100_000]) {
        expect([...reader.push(new Uint8Array(size))]).toEqual([]);
        arrived += size;
      }
    });
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * arrived);
    const [frame] = reader.push(new Uint8Array(length - arrived));
    expect(frame!.bytes.length).toBe(length);
  });

  it("copies every byte once where the stream has brought as much before", () => {
    const reader = new FrameReader();
    const large = join(u32(DEFAULT_MAX_FRAME), new Uint8Array(DEFAULT_MAX_FRAME).fill(7));
    const inPackets = () => {
      for (let at = 0; at < large.length; at += 32_768) {
        for (const { bytes } of reader.push(large.subarray(at, at + 32_768))) {
          expect(bytes.length).toBe(DEFAULT_MAX_FRAME);
        }
      }
    };
    expect(allocations(inPackets).filter((size) => size > 32_768).length).toBeGreaterThan(1);
    expect(allocations(inPackets).filter((size) => size > 32_768)).toEqual([DEFAULT_MAX_FRAME]);
  });

  it("[W-2] finds frames or a protocol error in any bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (chunks) => {
        onlyProtocolErrors(() => framesOf(chunks, new FrameReader(100)));
      }),
      runs(1000),
    );
  });

  it("knows whether the bytes end between two frames", () => {
    const reader = new FrameReader();
    const atBoundary = (...bytes: number[]) => {
      framesOf([Uint8Array.from(bytes)], reader);
      return reader.atBoundary;
    };
    expect(reader.atBoundary).toBe(true);
    expect(atBoundary(0)).toBe(false);
    expect(atBoundary(0, 0, 2)).toBe(false);
    expect(atBoundary(7)).toBe(false);
    expect(atBoundary(7)).toBe(true);
    expect(atBoundary()).toBe(true);
    expect(atBoundary(0, 0, 0, 1, 7, 0)).toBe(false);
  });
});
