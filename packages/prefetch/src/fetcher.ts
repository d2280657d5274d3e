import { AbortError } from "./abortError.ts";
import { attempt } from "./attempt.ts";
import { Bell } from "./bell.ts";
import { type Block, Blocks, type Reader } from "./blocks.ts";
import { FetchQueue } from "./fetchQueue.ts";
import { areDisjoint, type Interval, IntervalSet } from "./intervalSet.ts";
import { callController } from "./manyListeners.ts";
import type { Source } from "./source.ts";
import { Window, type WindowOptions } from "./window.ts";

/** After so many failures in a row nothing is fetched ahead any more. */
const MAX_FAILURES = 8;

/**
 * Brings blocks of a file into memory as far as a window allows: first what reads need, then what was
 * announced, in the order of announcing.
 */
export class Fetcher {
  /** The blocks that are there, on their way, or due. */
  readonly blocks = new Blocks();
  readonly window: Window;
  readonly #source: Source;
  /** What fetching ahead leaves free, so that a read always finds room. */
  readonly #reserve: number;
  readonly #readers: ReadonlySet<Reader>;
  /** What was announced and not asked for yet. */
  readonly #queue = new FetchQueue();
  /** What reads need and what could not be asked for yet. */
  readonly #due: Block[] = [];
  /** The calls that fetch ahead, under one signal. */
  readonly #ahead = new Set<Promise<unknown>>();
  #cancelled = callController();
  #failures = 0;

  /** @param readers the reads that are going on */
  constructor(source: Source, options: WindowOptions, readers: ReadonlySet<Reader>) {
    this.#source = source;
    this.#readers = readers;
    const { requestSize, maxBytes } = new Window(options);
    this.#reserve = Math.min(requestSize, Math.ceil(maxBytes / 2));
    this.window = new Window({ ...options, requestSize: this.#reserve });
  }

  /**
   * Announces intervals, which are fetched unless they are there or on their way.
   *
   * @returns what is fetched on account of this call
   */
  announce(intervals: readonly Interval[]): Interval[] {
    const known = new IntervalSet();
    for (const { from, to } of this.blocks.within()) known.add(from, to);
    for (const part of this.#queue) known.add(...part);
    const added: Interval[] = [];
    const areApart = areDisjoint(intervals);
    for (const interval of intervals) {
      for (const gap of known.gaps(...interval)) {
        if (!areApart) known.add(...gap);
        this.#queue.add(...gap);
        added.push(gap);
      }
    }
    this.#failures = 0;
    this.pump();
    return added;
  }

  /** Sees to it that all of `[from, to)` is there, on its way, or due for a read that needs it. */
  require(reader: Reader, from: number, to: number): void {
    let overtakes = false;
    let at = from;
    for (const block of [...this.blocks.within(from, to), { from: to, to }]) {
      if (at < block.from) {
        if (this.#queue.takeOut(at, block.from)) overtakes = true;
        for (const missing of this.#cut(at, block.from, reader, false)) this.#due.push(missing);
      }
      at = block.to;
    }
    if (overtakes) this.#makeRoom();
    this.pump();
  }

  /** Asks for as much as there is room for; to be called when there may be more of it. */
  pump(): void {
    for (let block = this.#due[0]; block !== undefined; block = this.#due[0]) {
      if (block.outcome === undefined && block.from >= block.owner!.to) this.drop(block);
      if (block.outcome === undefined) {
        if (!this.#mayAsk(block)) return;
        this.#ask(block);
      }
      this.#due.shift();
    }
    while (this.#hasRoomAhead) {
      const part = this.#queue.next(this.window.requestSize);
      if (part === undefined) return;
      for (const block of this.#cut(...part, undefined, false)) this.#ask(block);
    }
  }

  /** Drops what is in memory of `[from, to)`. */
  forget(from: number, to: number): void {
    this.window.released(this.blocks.cutOut(from, to), performance.now());
  }

  /** Drops a block, wherever it is; reads that wait for it ask anew. */
  drop(block: Block): void {
    if (block.data !== undefined) return this.forget(block.from, block.to);
    if (block.counted && !block.asked) this.window.forgone(block.to - block.from);
    this.#end(block, "dropped");
  }

  /** Drops all of `[from, to)` that was or is to be fetched ahead. */
  discard(from: number, to: number): void {
    this.#queue.takeOut(from, to);
    for (const block of this.blocks.within(from, to)) if (block.owner === undefined) this.drop(block);
  }

  /** Drops what was asked for before `[from, to)` was written, and asks again for what was on its way. */
  outdate(from: number, to: number): void {
    for (const block of this.blocks.within()) {
      if (!block.asked || block.data !== undefined) continue;
      block.isOutdated = true;
      if (block.to <= from || block.from >= to) continue;
      this.drop(block);
      if (block.owner === undefined) this.#queue.addFirst(block.from, block.to);
    }
    this.forget(from, to);
    this.pump();
  }

  /** Stops fetching ahead and drops what was fetched; resolves once every call that did has settled. */
  async cancel(): Promise<void> {
    this.discard(0, Number.POSITIVE_INFINITY);
    this.#cancelled.abort(new AbortError("fetching ahead was cancelled"));
    this.#cancelled = callController();
    await Promise.allSettled(this.#ahead);
  }

  /** Inserts blocks of the size of a request for `[from, to)`. */
  #cut(from: number, to: number, owner: Reader | undefined, counted: boolean): Block[] {
    const blocks: Block[] = [];
    const size = this.window.requestSize;
    for (let at = from; at < to; at += size) {
      const end = Math.min(at + size, to);
      blocks.push({ from: at, to: end, owner, counted, asked: false, isOutdated: false, news: new Bell() });
    }
    for (const block of blocks) this.blocks.insert(block);
    return blocks;
  }

  /**
   * A read needs what would have been fetched ahead later. If that is because memory is full of what was not
   * read, the reader has moved away from it: it makes way.
   */
  #makeRoom(): void {
    if (this.window.requests > 0 || this.#hasRoomAhead) return;
    for (const { from, to, data } of this.blocks.within()) {
      const isRead = [...this.#readers].some((reader) => reader.position < to && from < reader.to);
      if (data !== undefined && !isRead) this.forget(from, to);
    }
  }

  get #hasRoomAhead(): boolean {
    const { hasRoom, bytes, requestSize, maxBytes } = this.window;
    return hasRoom && bytes + requestSize + this.#reserve <= maxBytes;
  }

  #mayAsk({ from, to, counted }: Block): boolean {
    const { requests, hasSlot, bytes, maxBytes } = this.window;
    if (counted || bytes + to - from <= maxBytes) return hasSlot;
    // With nothing on its way, and no read that can go on, room would never come.
    return requests === 0 && [...this.#readers].every(({ position }) => !this.blocks.at(position)?.data);
  }

  #ask(block: Block): void {
    const { from, owner } = block;
    const length = block.to - from;
    if (block.counted) this.window.askedAgain();
    else this.window.asked(length, performance.now());
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
    this.window.answered(asked, data.length);
    this.#failures = 0;
    if (data.length > 0) this.#store(block, data);
    else if (block.isOutdated) this.drop(block);
    else this.#endFile(block);
    this.pump();
  }

  #store(block: Block, data: Uint8Array): void {
    const { to, owner } = block;
    const end = block.from + data.length;
    block.to = end;
    block.data = data;
    block.reply = { bytes: data.length, untaken: data.length };
    // The rest of a short reply: at once if a read waits for it, else before all else that is fetched ahead.
    if (owner !== undefined) this.#due.unshift(...this.#cut(end, to, owner, true));
    else if (end < to) {
      this.window.forgone(to - end);
      this.#queue.addFirst(end, to);
    }
    block.news.ring();
  }

  #endFile(block: Block): void {
    this.#queue.takeOut(block.from, Number.POSITIVE_INFINITY);
    if (block.owner !== undefined) block.owner.to = Math.min(block.owner.to, block.from);
    this.#end(block, "end");
  }

  #failed(block: Block, asked: number, error: unknown): void {
    if (block.outcome !== undefined) return this.#unwanted(asked);
    this.window.failed(asked);
    if (block.owner === undefined && ++this.#failures === MAX_FAILURES) {
      this.#queue.takeOut(0, Number.POSITIVE_INFINITY);
    }
    this.#end(block, { error });
    this.pump();
  }

  /** The outcome of a request whose block was dropped meanwhile. */
  #unwanted(asked: number): void {
    this.window.dropped(asked);
    this.pump();
  }

  /** There will be no bytes for this block. */
  #end(block: Block, outcome: NonNullable<Block["outcome"]>): void {
    this.blocks.delete(block);
    block.outcome = outcome;
    block.news.ring();
  }
}
