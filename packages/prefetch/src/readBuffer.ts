import { AbortError } from "./abortError.ts";
import type { Block, Reader } from "./blocks.ts";
import { concat } from "./concat.ts";
import { Fetcher } from "./fetcher.ts";
import { IntervalBag } from "./intervalBag.ts";
import { areDisjoint, type Interval, type IntervalSet } from "./intervalSet.ts";
import { allowManyListeners, callController } from "./manyListeners.ts";
import { bounds, type Range } from "./range.ts";
import type { Source } from "./source.ts";
import type { WindowOptions } from "./window.ts";

/**
 * Reads at random positions, with a memory for what is known to be read soon.
 *
 * What was announced with `add` is fetched ahead as far as the window allows, and taken from memory when it
 * is read; bytes are dropped once read. Every other read goes straight to the source and leaves the rest as
 * it is. A failure while fetching ahead is nobody's: the read that needs those bytes asks for them itself.
 */
export class ReadBuffer {
  readonly #fetcher: Fetcher;
  readonly #readers = new Set<Reader>();
  readonly #never = callController().signal;

  /** @throws RangeError for options that make no sense */
  constructor(source: Source, options: WindowOptions = {}) {
    this.#fetcher = new Fetcher(source, options, this.#readers);
  }

  /** How many bytes are in memory or on their way. */
  get bytes(): number {
    return this.#fetcher.window.bytes;
  }

  /** Announces what will be read: it is fetched in this order, except for what is there or on its way. */
  add(ranges: Iterable<Range>): void {
    this.#fetcher.announce(Array.from(ranges, bounds));
  }

  /**
   * The bytes at `offset`, yours to keep: as many as `length` unless the file ends before. What was announced
   * and not read before comes from memory.
   *
   * @throws AbortError, at once, whatever is on its way; what the source rejects with
   */
  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#read(bounds({ offset, length }), signal);
  }

  /**
   * Reads several ranges, in the given order, each as `read` does; all are announced first. Ranges may repeat
   * and overlap: a byte is kept until the last of them took it. Leaving the loop early drops what it announced.
   */
  async *readv(ranges: Iterable<Range>, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const intervals = Array.from(ranges, bounds);
    // Disjoint ranges, of which there may be many, need no books: none of their bytes is read twice.
    const toCome = areDisjoint(intervals) ? undefined : new IntervalBag();
    for (const interval of intervals) toCome?.add(...interval);
    const announced = this.#fetcher.announce(intervals);
    try {
      for (const interval of intervals) {
        toCome?.remove(...interval);
        yield this.#read(interval, signal, toCome?.distinct);
      }
    } finally {
      for (const interval of announced) this.#fetcher.discard(...interval);
    }
  }

  /**
   * Forgets bytes that were overwritten or cut off. To be called when the write has been sent, before anything
   * else is read: what is asked for afterwards is answered with what was written.
   */
  invalidate(offset: number, length: number): void {
    this.#fetcher.outdate(offset, offset + length);
  }

  /**
   * Stops fetching ahead and frees what was fetched; reads go on, straight from the source. Resolves once
   * every call that fetched ahead has settled.
   */
  cancel(): Promise<void> {
    return this.#fetcher.cancel();
  }

  /** @param keep what stays in memory although it is read */
  async #read([from, to]: Interval, signal?: AbortSignal, keep?: IntervalSet): Promise<Uint8Array> {
    AbortError.throwIfAborted(signal);
    const reader: Reader = { position: from, required: from, to, signal: signal ?? this.#never };
    const first = this.#fetcher.blocks.at(from);
    if (first?.data !== undefined && from < to && to <= first.to) {
      return this.#take(reader, first, first.data, keep);
    }
    if (signal !== undefined) allowManyListeners(signal);
    const parts: Uint8Array[] = [];
    this.#readers.add(reader);
    try {
      while (reader.position < reader.to) {
        this.#lookAhead(reader);
        const block = this.#fetcher.blocks.at(reader.position);
        if (block === undefined) {
          this.#fetcher.require(reader, reader.position, reader.required);
        } else if (block.data !== undefined) {
          parts.push(this.#take(reader, block, block.data, keep));
        } else {
          await block.news.next(signal);
          AbortError.throwIfAborted(signal);
          if (block.outcome === "end") break;
          if (typeof block.outcome === "object" && block.owner !== undefined) throw block.outcome.error;
        }
      }
    } finally {
      this.#readers.delete(reader);
      for (const block of this.#fetcher.blocks.within(from, to)) {
        if (block.owner === reader) this.#fetcher.drop(block);
      }
      this.#fetcher.pump();
    }
    return concat(parts);
  }

  /** Requires what a read needs next: no more than a window, for a read may be of more than there ever will be. */
  #lookAhead(reader: Reader): void {
    const { maxBytes, requestSize } = this.#fetcher.window;
    const room = reader.position + maxBytes - reader.required;
    const to = Math.min(reader.to, reader.required + room - (room % requestSize));
    if (to <= reader.required) return;
    this.#fetcher.require(reader, reader.required, to);
    reader.required = to;
  }

  /** Takes what a read needs of a block out of memory, but for what is to be kept. */
  #take(reader: Reader, block: Block, data: Uint8Array, keep: IntervalSet | undefined): Uint8Array {
    const from = reader.position;
    const to = Math.min(block.to, reader.to);
    const bytes = data.subarray(from - block.from, to - block.from);
    let kept = to - from;
    for (const [start, end] of keep?.gaps(from, to) ?? [[from, to] as const]) {
      this.#fetcher.forget(start, end);
      kept -= end - start;
    }
    reader.position = to;
    this.#fetcher.pump();
    return kept > 0 ? bytes.slice() : bytes;
  }
}
