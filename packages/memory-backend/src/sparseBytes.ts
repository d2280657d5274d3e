import { errno } from "./errno.ts";
import type { Space } from "./space.ts";

const CHUNK = 64 * 1024;

interface Chunk {
  /** Zero from `end` on. */
  bytes: Uint8Array;
  /** What of it was written, which is what it takes of the space. */
  end: number;
}

/**
 * The bytes of a file, in chunks: it grows without being copied, and what was never written takes nothing and reads as
 * zeros.
 */
export class SparseBytes {
  readonly #space: Space;
  readonly #chunks = new Map<number, Chunk>();
  #size = 0;

  constructor(space: Space) {
    this.#space = space;
  }

  get size(): number {
    return this.#size;
  }

  /** Fills `into` with what is at `offset`, as far as there is something; returns the number of bytes. */
  read(into: Uint8Array, offset: number): number {
    const length = Math.max(0, Math.min(into.length, this.#size - offset));
    for (let at = 0; at < length;) {
      const start = (offset + at) % CHUNK;
      const target = into.subarray(at, Math.min(length, at + CHUNK - start));
      const source = this.#chunks.get(Math.floor((offset + at) / CHUNK))?.bytes.subarray(start);
      const there = source?.subarray(0, target.length);
      if (there) target.set(there);
      target.fill(0, there?.length ?? 0);
      at += target.length;
    }
    return length;
  }

  /** Puts a copy of `data` at `offset`. @throws ENOSPC, having written nothing; EFBIG above 2^53-1 */
  write(data: Uint8Array, offset: number): void {
    if (offset + data.length > Number.MAX_SAFE_INTEGER) throw errno("EFBIG");
    const parts = [...partsOf(data, offset)];
    let growth = 0;
    for (const { index, end } of parts) growth += Math.max(0, end - (this.#chunks.get(index)?.end ?? 0));
    this.#space.take(growth);
    for (const { index, end, bytes } of parts) this.#room(index, end).set(bytes, end - bytes.length);
    if (data.length > 0) this.#size = Math.max(this.#size, offset + data.length);
  }

  /** Cuts, or lengthens by a hole. @throws EFBIG above 2^53-1 */
  truncate(size: number): void {
    if (size > Number.MAX_SAFE_INTEGER) throw errno("EFBIG");
    if (size < this.#size) {
      const last = Math.floor(size / CHUNK);
      for (const [index, chunk] of this.#chunks) {
        if (index > last) this.#drop(index, chunk);
        else if (index === last) this.#cut(chunk, size % CHUNK);
      }
    }
    this.#size = size;
  }

  /** A chunk's memory, with room up to `end`. */
  #room(index: number, end: number): Uint8Array {
    let chunk = this.#chunks.get(index);
    if (!chunk) this.#chunks.set(index, (chunk = { bytes: new Uint8Array(end), end }));
    if (chunk.bytes.length < end) {
      const grown = new Uint8Array(Math.min(CHUNK, Math.max(end, chunk.bytes.length * 2)));
      grown.set(chunk.bytes);
      chunk.bytes = grown;
    }
    chunk.end = Math.max(chunk.end, end);
    return chunk.bytes;
  }

  #drop(index: number, chunk: Chunk): void {
    this.#space.giveBack(chunk.end);
    this.#chunks.delete(index);
  }

  #cut(chunk: Chunk, end: number): void {
    if (end >= chunk.end) return;
    this.#space.giveBack(chunk.end - end);
    chunk.bytes.fill(0, end);
    chunk.end = end;
  }
}

/** The parts of `data` that go into one chunk each; `end` is where in its chunk a part ends. */
function* partsOf(
  data: Uint8Array,
  offset: number,
): Generator<{ index: number; end: number; bytes: Uint8Array }> {
  for (let at = 0; at < data.length;) {
    const start = (offset + at) % CHUNK;
    const bytes = data.subarray(at, at + CHUNK - start);
    yield { index: Math.floor((offset + at) / CHUNK), end: start + bytes.length, bytes };
    at += bytes.length;
  }
}
