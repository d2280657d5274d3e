import { Duplex } from "node:stream";

import { channelPair, type ChannelPairOptions, type MemoryChannel } from "./channelPair.ts";
import { Random } from "./random.ts";
import { socketError } from "./socketError.ts";
import { nextTurn, turns } from "./turns.ts";

const POISON = 0xdb;

type Done = (error?: Error | null) => void;

/** What a {@link FaultyDuplex} does to the traffic; everything left out behaves. */
export interface Faults {
  /** Decides every random choice below. Default 1. */
  readonly seed?: number;
  /** Cuts everything, both ways, into pieces of 1 to this many bytes; 1 is a dribble of single bytes. */
  readonly split?: number;
  /** Waits up to this many turns for more bytes and hands them on together. */
  readonly merge?: number;
  /** Waits up to this many turns before every piece. */
  readonly delay?: number;
  /** Overwrites every chunk this many turns after its `data` listeners returned; 0 is at once. */
  readonly poison?: number;
  /** How the connection ends by itself, and after how many bytes. */
  readonly ending?: Ending;
  /** How writing goes wrong, and after how many bytes. */
  readonly writing?: WritingFault;
}

/**
 * - `close`: closes without `end` or error, as an SSH channel whose connection is lost.
 * - `double-close`: as `close`, and `close` is emitted once more later.
 * - `error`: fails with ECONNRESET and closes.
 * - `end`: ends the incoming side only; what is written still arrives (half-close).
 * - `error-after-end`: ends the incoming side, and fails with ECONNRESET a few turns later.
 * - `error-after-close`: as `close`, and an error is emitted later.
 */
export type EndingKind = "close" | "double-close" | "error" | "end" | "error-after-end" | "error-after-close";

/** The end comes when exactly `after` bytes went `way`, not a byte earlier or later. */
export interface Ending {
  readonly how: EndingKind;
  /** Which bytes are counted: those this side reads or those it writes. */
  readonly way: "incoming" | "outgoing";
  readonly after: number;
}

/**
 * - `never-drain`: no further byte leaves, and the write is never called back.
 * - `never-call-back`: the bytes arrive, and the write is never called back.
 */
export interface WritingFault {
  readonly how: "never-drain" | "never-call-back";
  /** Bytes written before it begins. */
  readonly after: number;
}

/** A {@link channelPair} whose first end goes through `faults`; the second behaves. */
export function faultyPair(faults: Faults, options: ChannelPairOptions = {}): [FaultyDuplex, MemoryChannel] {
  const [near, far] = channelPair(options);
  return [new FaultyDuplex(near, faults, options), far];
}

/** Any Duplex seen through faults that a test chose: the code under test gets this one, its peer the other end. */
export class FaultyDuplex extends Duplex {
  readonly #inner: Duplex;
  readonly #faults: Faults;
  readonly #random: Random;
  /** Bytes that still go each way before the ending comes. */
  readonly #left = { incoming: Infinity, outgoing: Infinity };
  #written = 0;
  #incomingEnded = false;
  #wanted: (() => void) | undefined;
  #emptied: (() => void) | undefined;

  constructor(inner: Duplex, faults: Faults, options: ChannelPairOptions = {}) {
    super(options);
    this.#inner = inner;
    this.#faults = faults;
    this.#random = new Random(faults.seed ?? 1);
    if (faults.ending) this.#left[faults.ending.way] = faults.ending.after;
    inner.on("error", (error) => this.destroy(error));
    void this.#receive();
  }

  override read(size?: number): unknown {
    const chunk: unknown = super.read(size);
    if (this.readableLength === 0) this.#emptied?.();
    return chunk;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const heard = super.emit(event, ...args);
    const { poison } = this.#faults;
    const [chunk] = args;
    if (heard && event === "data" && poison !== undefined && chunk instanceof Uint8Array) {
      if (poison === 0) chunk.fill(POISON);
      else void turns(poison).then(() => chunk.fill(POISON));
    }
    return heard;
  }

  override _read(): void {
    this.#wanted?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    void this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    void this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#wanted?.();
    this.#emptied?.();
    this.#inner.destroy();
    done(error);
  }

  async #receive(): Promise<void> {
    const { merge, delay } = this.#faults;
    await turns();
    if (this.#spend("incoming", 0) || this.#spend("outgoing", 0)) this.#end();
    try {
      for await (const first of this.#inner.iterator({ destroyOnReturn: false })) {
        await this.#pause(merge);
        const rest: unknown = merge === undefined ? null : this.#inner.read();
        const chunk = rest instanceof Buffer ? Buffer.concat([first, rest]) : (first as Buffer);
        for (const piece of this.#pieces(chunk, "incoming")) {
          await this.#pause(delay);
          await this.#deliver(piece);
        }
      }
      this.#endIncoming();
    } catch {
      // Errors of the inner stream come by its event; what is left is a close without an end, which is passed on.
      this.destroy();
    }
  }

  async #deliver(piece: Buffer): Promise<void> {
    if (this.destroyed || this.#incomingEnded) return;
    const wanted = new Promise<void>((resolve) => (this.#wanted = resolve));
    if (!this.push(piece)) await wanted;
    if (!this.#spend("incoming", piece.length)) return;
    // Destroying a stream drops what nobody read yet, but the promise is that these bytes arrived.
    const emptied = new Promise<void>((resolve) => (this.#emptied = resolve));
    if (this.readableLength > 0 && !this.destroyed) await emptied;
    this.#end();
  }

  async #send(chunk: Buffer, done: Done): Promise<void> {
    const { writing, merge, delay } = this.#faults;
    const stuck = writing !== undefined && this.#written + chunk.length > writing.after;
    for (const piece of this.#pieces(chunk, "outgoing")) {
      await this.#pause(delay);
      if (this.destroyed) return;
      const error = await new Promise<Error | null | undefined>((resolve) =>
        this.#inner.write(piece, resolve),
      );
      if (error) return done(error);
      this.#written += piece.length;
      if (this.#spend("outgoing", piece.length)) this.#end();
    }
    await this.#pause(merge);
    if (!stuck) done();
  }

  /** The chunk in pieces, none of which reaches over the byte where something is to happen. */
  *#pieces(chunk: Buffer, way: Ending["way"]): Generator<Buffer> {
    const { split, writing } = this.#faults;
    for (let at = 0; at < chunk.length;) {
      const sendable =
        way === "outgoing" && writing?.how === "never-drain" ? writing.after - this.#written : Infinity;
      const size = Math.min(
        split === undefined ? chunk.length : 1 + this.#random.below(split),
        this.#left[way],
        sendable,
      );
      if (size === 0) return;
      yield chunk.subarray(at, at + size);
      at += size;
    }
  }

  /** Counts bytes that went; true once, when they were the last before the ending. */
  #spend(way: Ending["way"], bytes: number): boolean {
    this.#left[way] -= bytes;
    if (this.#left[way] > 0) return false;
    this.#left[way] = Infinity;
    return true;
  }

  #end(): void {
    switch (this.#faults.ending?.how) {
      case "end":
        return this.#endIncoming();
      case "error-after-end":
        this.#endIncoming();
        return nextTurn(() => this.destroy(socketError("read", "ECONNRESET")));
      case "error":
        return void this.destroy(socketError("read", "ECONNRESET"));
      case "double-close":
        this.destroy();
        return nextTurn(() => this.emit("close"));
      case "error-after-close":
        this.destroy();
        return nextTurn(() => this.emit("error", socketError("read", "ECONNRESET")));
      default:
        this.destroy();
    }
  }

  #endIncoming(): void {
    if (!this.#incomingEnded && !this.destroyed) this.push(null);
    this.#incomingEnded = true;
  }

  async #pause(most = 0): Promise<void> {
    if (most > 0) await turns(this.#random.below(most + 1));
  }
}
