import { Duplex } from "node:stream";
import type { Random } from "@sftp/testing";
import { time } from "../environment/environment.ts";

/** What a network does on purpose, and when: after so many bytes have gone one way. */
export interface LinkFault {
  readonly way: Way;
  readonly after: number;
  /** `cut`: both ends close without a word. `reset`: both fail with ECONNRESET. `stall`: nothing moves for a while. */
  readonly kind: "cut" | "reset" | "stall";
  /** Milliseconds that a stall lasts. */
  readonly milliseconds?: number;
}

/** How a network carries bytes. */
export interface LinkPlan {
  /** Milliseconds that bytes need at least. */
  readonly latency: number;
  /** Milliseconds that they may wait before they leave, at random. */
  readonly jitter: number;
  /** The most bytes that arrive together. */
  readonly chunk: number;
  readonly faults: readonly LinkFault[];
}

/** From the client to the server, or back. */
export type Way = "up" | "down";

type Done = (error?: Error | null) => void;

/** Bytes that are held back until the reader of the other end has taken some. */
const HIGH_WATER = 64 * 1024;

/**
 * A connection in virtual time. Bytes that were written stay in the writer's memory until they leave, as in a socket that
 * is not writable: whoever changes them before the write was called back changes what arrives.
 */
export class Link {
  readonly client: LinkEnd;
  readonly server: LinkEnd;
  /** Whether a fault or a crash has ended it. */
  wasCut = false;

  constructor(plan: LinkPlan, random: Random) {
    const fault = (kind: "cut" | "reset"): void => this.cut(kind);
    this.client = new LinkEnd(new Pipe("up", plan, random, fault));
    this.server = new LinkEnd(new Pipe("down", plan, random, fault));
    this.client.connect(this.server);
    this.server.connect(this.client);
  }

  /** Ends the connection at both ends. */
  cut(kind: "cut" | "reset"): void {
    this.wasCut = true;
    for (const end of [this.client, this.server]) end.destroy(kind === "reset" ? reset() : undefined);
  }
}

/** One end of a {@link Link}. */
export class LinkEnd extends Duplex {
  readonly #pipe: Pipe;
  #peer!: LinkEnd;
  #wanted: (() => void) | undefined;

  constructor(pipe: Pipe) {
    super({ highWaterMark: HIGH_WATER });
    this.#pipe = pipe;
    this.on("error", () => {});
  }

  /** Makes `peer` the end at which this end's bytes arrive. */
  connect(peer: LinkEnd): void {
    this.#peer = peer;
  }

  /** Receives bytes; resolves when more may come. */
  async receive(bytes: Buffer | null): Promise<void> {
    if (this.destroyed || this.readableEnded) return;
    if (this.push(bytes) || bytes === null) return;
    await new Promise<void>((resolve) => (this.#wanted = resolve));
  }

  override _read(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#pipe.send(this.#peer, [chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#pipe.send(
      this.#peer,
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    this.#pipe.send(this.#peer, [], done, true);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#wanted?.();
    const peer = this.#peer;
    // The other side learns of it one latency later.
    this.#pipe.afterLatency(() => peer.destroy());
    done(error);
  }
}

/** One way of a link. */
class Pipe {
  readonly #plan: LinkPlan;
  readonly #random: Random;
  readonly #fail: (kind: "cut" | "reset") => void;
  #faults: LinkFault[];
  #sent = 0;
  /** What is sent before, and what arrives before. */
  #sending: Promise<void> = Promise.resolve();
  #arriving: Promise<void> = Promise.resolve();

  constructor(way: Way, plan: LinkPlan, random: Random, fail: (kind: "cut" | "reset") => void) {
    this.#plan = plan;
    this.#random = random;
    this.#fail = fail;
    this.#faults = plan.faults.filter((fault) => fault.way === way).toSorted((a, b) => a.after - b.after);
  }

  send(to: LinkEnd, chunks: readonly Buffer[], done: Done, ends = false): void {
    this.#sending = this.#sendAfter(this.#sending, to, chunks, done, ends);
  }

  async #sendAfter(
    before: Promise<void>,
    to: LinkEnd,
    chunks: readonly Buffer[],
    done: Done,
    ends: boolean,
  ): Promise<void> {
    await before;
    for (const chunk of chunks) {
      for (const piece of this.#pieces(chunk)) await this.#transmit(to, piece);
    }
    if (ends) this.#deliver(to, null);
    done();
  }

  afterLatency(work: () => void): void {
    setTimeout(work, this.#plan.latency + 1);
  }

  async #transmit(to: LinkEnd, piece: Buffer): Promise<void> {
    const wait = this.#random.below(this.#plan.jitter + 1);
    if (wait > 0) await time.sleep(wait);
    const fault = this.#faults[0];
    if (fault !== undefined && this.#sent >= fault.after) {
      this.#faults.shift();
      if (fault.kind !== "stall") return this.#fail(fault.kind);
      await time.sleep(fault.milliseconds ?? 0);
    }
    this.#sent += piece.length;
    // Only now does the network look at the memory.
    this.#deliver(to, Buffer.from(piece));
  }

  #deliver(to: LinkEnd, bytes: Buffer | null): void {
    const due = time.sleep(this.#plan.latency);
    this.#arriving = this.#arriving.then(() => due).then(() => to.receive(bytes));
  }

  /** A chunk in pieces, none of which reaches over the byte at which a fault comes. */
  *#pieces(chunk: Buffer): Generator<Buffer> {
    for (let at = 0; at < chunk.length;) {
      const untilFault = (this.#faults[0]?.after ?? Infinity) - this.#sent;
      const most = Math.min(1 + this.#random.below(this.#plan.chunk), untilFault > 0 ? untilFault : Infinity);
      yield chunk.subarray(at, at + most);
      at += most;
    }
  }
}

function reset(): NodeJS.ErrnoException {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
}
