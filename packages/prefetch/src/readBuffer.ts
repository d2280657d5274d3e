import { AbortError } from "./abortError.ts";
import { attempt } from "./attempt.ts";
import { Bell } from "./bell.ts";
import { type Block, Blocks, type Reader } from "./blocks.ts";
import { concat } from "./concat.ts";
import { FetchQueue } from "./fetchQueue.ts";
import { IntervalBag } from "./intervalBag.ts";
import { type Interval, IntervalSet } from "./intervalSet.ts";
import { allowManyListeners, callController } from "./manyListeners.ts";
import { bounds, type Range } from "./range.ts";
import type { Source } from "./source.ts";
import { Window, type WindowOptions } from "./window.ts";

/** After so many failures in a row nothing is fetched ahead any more. */
const MAX_FAILURES = 8;

/**
 * Reads at random positions, with a memory for what is known to be read soon.
 *
 * What was announced with `add` is fetched ahead as far as the window allows, and taken from memory when it
 * is read; bytes are dropped once read. Every other read goes straight to the source and leaves the rest as
 * it is. A failure while fetching ahead is nobody's: the read that needs those bytes asks for them itself.
 */
export class ReadBuffer {
  readonly #source: Source;
  readonly #window: Window;
  /** What fetching ahead leaves free, so that a read always finds room. */
  readonly #reserve: number;
  readonly #blocks = new Blocks();
  readonly #queue = new FetchQueue();
  readonly #readers = new Set<Reader>();
  /** What reads need and what could not be asked for yet. */
  readonly #due: Block[] = [];
  /** The calls that fetch ahead, under one signal. */
  readonly #ahead = new Set<Promise<unknown>>();
  #cancelled = callController();
  readonly #never = callController().signal;
  #failures = 0;

  /** @throws RangeError for options that make no sense */
  constructor(source: Source, options: WindowOptions = {}) {
    this.#source = source;
    const { requestSize, maxBytes } = new Window(options);
    this.#reserve = Math.min(requestSize, Math.ceil(maxBytes / 2));
    this.#window = new Window({ ...options, requestSize: this.#reserve });
  }

  /** How many bytes are in memory or on their way. */
  get bytes(): number {
    return this.#window.bytes;
  }

  /** Announces what will be read: it is fetched in this order, except for what is there or on its way. */
  add(ranges: Iterable<Range>): void {
    this.#add(ranges);
  }

  /**
   * The bytes at `offset`, yours to keep: as many as `length` unless the file ends before. What was announced
   * and not read before comes from memory.
   *
   * @throws AbortError, at once, whatever is on its way; what the source rejects with
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#read({ offset, length }, signal);
  }

  /**
   * Reads several ranges, in the given order, each as `read` does; all are announced first. Ranges may repeat
   * and overlap: a byte is kept until the last of them took it. Leaving the loop early drops what it announced.
   */
  async *readv(ranges: Iterable<Range>, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const list = [...ranges];
    const added = this.#add(list);
    const ahead = new IntervalBag();
    for (const { offset, length } of list) ahead.add(offset, offset + length);
    try {
      for (const range of list) {
        ahead.remove(range.offset, range.offset + range.length);
        yield await this.#read(range, signal, ahead.distinct);
      }
    } finally {
      for (const [from, to] of added) this.#discard(from, to);
    }
  }

  /**
   * Forgets bytes that were overwritten or cut off. To be called when the write has been sent, before anything
   * else is read: what is asked for afterwards is answered with what was written.
   */
  invalidate(offset: number, length: number): void {
    const end = offset + length;
    for (const block of this.#blocks.within()) {
      if (!block.asked || block.data !== undefined) continue;
      block.isOutdated = true;
      if (block.to <= offset || block.from >= end) continue;
      this.#drop(block);
      if (block.owner === undefined) this.#queue.addFirst(block.from, block.to);
    }
    this.#forget(offset, end);
    this.#pump();
  }

  /**
   * Stops fetching ahead and frees what was fetched; reads go on, straight from the source. Resolves once
   * every call that fetched ahead has settled.
   */
  async cancel(): Promise<void> {
    this.#discard(0, Number.POSITIVE_INFINITY);
    this.#cancelled.abort(new AbortError("fetching ahead was cancelled"));
    this.#cancelled = callController();
    await Promise.allSettled(this.#ahead);
  }

  /** @returns what is fetched on account of this call */
  #add(ranges: Iterable<Range>): Interval[] {
    const known = new IntervalSet();
    for (const { from, to } of this.#blocks.within()) known.add(from, to);
    for (const [from, to] of this.#queue) known.add(from, to);
    const added: Interval[] = [];
    for (const range of ranges) {
      for (const gap of known.gaps(...bounds(range))) {
        known.add(...gap);
        this.#queue.add(...gap);
        added.push(gap);
      }
    }
    this.#failures = 0;
    this.#pump();
    return added;
  }

  /** @param keep what stays in memory although it is read */
  async #read(range: Range, signal?: AbortSignal, keep?: IntervalSet): Promise<Uint8Array> {
    const [from, to] = bounds(range);
    AbortError.throwIfAborted(signal);
    if (signal !== undefined) allowManyListeners(signal);
    const reader: Reader = { position: from, required: from, to, signal: signal ?? this.#never };
    const parts: Uint8Array[] = [];
    this.#readers.add(reader);
    try {
      while (reader.position < reader.to) {
        this.#lookAhead(reader);
        const block = this.#blocks.at(reader.position);
        if (block === undefined) {
          this.#require(reader, reader.position, reader.required);
        } else if (block.data !== undefined) {
          parts.push(this.#take(reader, block, keep));
        } else {
          await block.news.next(signal);
          AbortError.throwIfAborted(signal);
          if (block.outcome === "end") break;
          if (typeof block.outcome === "object" && block.owner !== undefined) throw block.outcome.error;
        }
      }
    } finally {
      this.#readers.delete(reader);
      for (const block of this.#blocks.within(from, to)) if (block.owner === reader) this.#drop(block);
      this.#pump();
    }
    return concat(parts);
  }

  /** Requires what a read needs next: no more than a window, for a read may be of more than there ever will be. */
  #lookAhead(reader: Reader): void {
    const { maxBytes, requestSize } = this.#window;
    const room = reader.position + maxBytes - reader.required;
    const to = Math.min(reader.to, reader.required + room - (room % requestSize));
    if (to <= reader.required) return;
    this.#require(reader, reader.required, to);
    reader.required = to;
  }

  /** Sees to it that all of `[from, to)` is on its way, or due for a read that needs it. */
  #require(reader: Reader, from: number, to: number): void {
    let overtakes = false;
    let at = from;
    for (const block of [...this.#blocks.within(from, to), { from: to, to }]) {
      if (at < block.from) {
        if (this.#queue.takeOut(at, block.from)) overtakes = true;
        for (const missing of this.#cut(at, block.from, reader, false)) this.#due.push(missing);
      }
      at = block.to;
    }
    if (overtakes) this.#makeRoom();
    this.#pump();
  }

  /** Inserts blocks of the size of a request for `[from, to)`. */
  #cut(from: number, to: number, owner: Reader | undefined, counted: boolean): Block[] {
    const blocks: Block[] = [];
    const size = this.#window.requestSize;
    for (let at = from; at < to; at += size) {
      const end = Math.min(at + size, to);
      blocks.push({ from: at, to: end, owner, counted, asked: false, isOutdated: false, news: new Bell() });
    }
    for (const block of blocks) this.#blocks.insert(block);
    return blocks;
  }

  /**
   * A read needs what would have been fetched ahead later. If that is because memory is full of what was not
   * read, the reader has moved away from it: it makes way.
   */
  #makeRoom(): void {
    if (this.#window.requests > 0 || this.#hasRoomAhead) return;
    for (const { from, to, data } of this.#blocks.within()) {
      const isRead = [...this.#readers].some((reader) => reader.position < to && from < reader.to);
      if (data !== undefined && !isRead) this.#forget(from, to);
    }
  }

  get #hasRoomAhead(): boolean {
    const { hasRoom, bytes, requestSize, maxBytes } = this.#window;
    return hasRoom && bytes + requestSize + this.#reserve <= maxBytes;
  }

  /** Asks for as much as there is room for, first for what reads wait for. */
  #pump(): void {
    for (let block = this.#due[0]; block !== undefined; block = this.#due[0]) {
      if (block.outcome === undefined && block.from >= block.owner!.to) this.#drop(block);
      if (block.outcome === undefined) {
        if (!this.#mayAsk(block)) return;
        this.#ask(block);
      }
      this.#due.shift();
    }
    while (this.#hasRoomAhead) {
      const part = this.#queue.next(this.#window.requestSize);
      if (part === undefined) return;
      for (const block of this.#cut(...part, undefined, false)) this.#ask(block);
    }
  }

  #mayAsk({ from, to, counted }: Block): boolean {
    const { requests, hasSlot, bytes, maxBytes } = this.#window;
    if (counted || bytes + to - from <= maxBytes) return hasSlot;
    // With nothing on its way, and no read that can go on, room would never come.
    return requests === 0 && [...this.#readers].every(({ position }) => !this.#blocks.at(position)?.data);
  }

  #ask(block: Block): void {
    const { from, owner } = block;
    const length = block.to - from;
    if (block.counted) this.#window.askedAgain();
    else this.#window.asked(length, performance.now());
    block.asked = block.counted = true;
    const signal = owner === undefined ? this.#cancelled.signal : owner.signal;
    const call = attempt(() => this.#source.readAt(from, length, signal)).then(
      (data) => this.#answered(block, length, data),
      (error: unknown) => this.#failed(block, length, error),
    );
    if (owner !== undefined) return;
    this.#ahead.add(call);
    void call.then(() => this.#ahead.delete(call));
  }

  #answered(block: Block, asked: number, data: Uint8Array): void {
    if (block.outcome !== undefined) return this.#unwanted(asked);
    if (data.length > asked) {
      const error = new RangeError(`a read of ${asked} bytes at ${block.from} brought ${data.length}`);
      return this.#failed(block, asked, error);
    }
    this.#window.answered(asked, data.length);
    this.#failures = 0;
    if (data.length === 0 && block.isOutdated) {
      this.#drop(block);
    } else if (data.length === 0) {
      this.#queue.takeOut(block.from, Number.POSITIVE_INFINITY);
      if (block.owner !== undefined) block.owner.to = Math.min(block.owner.to, block.from);
      this.#end(block, "end");
    } else {
      const { to } = block;
      block.to = block.from + data.length;
      block.data = data;
      block.reply = { bytes: data.length, untaken: data.length };
      this.#askAgain(block, to);
      block.news.ring();
    }
    this.#pump();
  }

  /** Sees to the rest of a short reply: at once if a read waits for it, else before all else fetched ahead. */
  #askAgain({ to: from, owner }: Block, to: number): void {
    if (from === to) return;
    if (owner !== undefined) this.#due.unshift(...this.#cut(from, to, owner, true));
    else {
      this.#window.forgone(to - from);
      this.#queue.addFirst(from, to);
    }
  }

  #failed(block: Block, asked: number, error: unknown): void {
    if (block.outcome !== undefined) return this.#unwanted(asked);
    this.#window.failed(asked);
    if (block.owner === undefined && ++this.#failures === MAX_FAILURES) {
      this.#queue.takeOut(0, Number.POSITIVE_INFINITY);
    }
    this.#end(block, { error });
    this.#pump();
  }

  /** The outcome of a request whose block was dropped meanwhile. */
  #unwanted(asked: number): void {
    this.#window.dropped(asked);
    this.#pump();
  }

  /** Takes what a read needs of a block out of memory, but for what is to be kept. */
  #take(reader: Reader, block: Block, keep: IntervalSet | undefined): Uint8Array {
    const from = reader.position;
    const to = Math.min(block.to, reader.to);
    const data = block.data!.subarray(from - block.from, to - block.from);
    let kept = to - from;
    for (const [start, end] of keep?.gaps(from, to) ?? [[from, to] as const]) {
      this.#forget(start, end);
      kept -= end - start;
    }
    reader.position = to;
    this.#pump();
    return kept > 0 ? data.slice() : data;
  }

  /** Drops what is in memory of `[from, to)`. */
  #forget(from: number, to: number): void {
    this.#window.released(this.#blocks.cutOut(from, to), performance.now());
  }

  /** Drops all of `[from, to)` that was or is to be fetched ahead. */
  #discard(from: number, to: number): void {
    this.#queue.takeOut(from, to);
    for (const block of this.#blocks.within(from, to)) if (block.owner === undefined) this.#drop(block);
  }

  #drop(block: Block): void {
    if (block.data !== undefined) return this.#forget(block.from, block.to);
    if (block.counted && !block.asked) this.#window.forgone(block.to - block.from);
    this.#end(block, "dropped");
  }

  /** There will be no bytes for this block. */
  #end(block: Block, outcome: NonNullable<Block["outcome"]>): void {
    this.#blocks.delete(block);
    block.outcome = outcome;
    block.news.ring();
  }
}
