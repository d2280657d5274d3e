import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers";

import { type Frame, FrameReader, SFTPError } from "@sftp/wire";

import { batches } from "./batches.ts";
import { BufferPool } from "./bufferPool.ts";

/** Who is told what a channel brings. What a handler throws ends the channel, and nothing else. */
export interface FrameHandlers {
  /**
   * One frame: type and body, without the length. If the memory is not `owned` it is the transport's: whoever needs bytes
   * of it beyond this call copies them. If it is, it can be released to the channel's `buffers` when nobody reads it any
   * more.
   */
  frame(bytes: Uint8Array, owned: Frame["owned"]): void;
  /** The peer ended its side: no frame comes after this, but what is sent still arrives. Without it, the channel ends then. */
  ended?(): void;
}

/** How a channel came to its end. */
export interface ChannelEnd {
  /** What broke it; `undefined` is an orderly end. */
  readonly error?: Error;
  /** Whether the end cut a frame in two. */
  readonly midFrame: boolean;
  /** Where bytes came but never a whole frame: the first of them, 512 at most. Often the text of a login script. */
  readonly firstBytes?: Uint8Array;
}

/**
 * A Duplex as a `FrameChannel` uses it. The memory of a chunk that it emits is its own again when the `data` listeners
 * have returned, so it may read into the same memory again and again. What it does with written memory it says here.
 */
export interface MemoryAwareDuplex extends Duplex {
  /**
   * Whether nothing reads the memory of a write that was called back without an error. Not so where bytes are passed on as
   * they are, for example within one process. Default: false.
   */
  readonly releasesWritten?: boolean;
}

export interface FrameChannelOptions {
  /** The largest frame that is accepted, in bytes. Default 257 KiB. */
  readonly maxFrame?: number;
  /** Bytes on their way from which on `send()` asks to wait. Default 1 MiB. */
  readonly highWater?: number;
  /** Where the memory of large frames comes from. Default: a pool of this channel's own. */
  readonly buffers?: BufferPool;
}

const LENGTH_SIZE = 4;
const FIRST_BYTES = 512;
const DEFAULT_HIGH_WATER = 1024 * 1024;

/** What a peer's hanging up looks like on a side that still had something to send. */
const HANGING_UP = new Set(["ECONNRESET", "EPIPE"]);

/**
 * A Duplex as a stream of SFTP frames: what is sent in one turn leaves together, what comes is cut into frames, and
 * whatever of `end`, `close`, `error` and `destroy()` is first makes the one terminal state.
 *
 * Reading begins in the turn after the channel was made. Nothing here throws into the Duplex, and nothing is held back:
 * bytes that are not read stay in the Duplex.
 */
export class FrameChannel {
  readonly duplex: MemoryAwareDuplex;
  /** Resolves once, when the channel has ended, and never rejects; `state` says so already before. */
  readonly closed: Promise<ChannelEnd>;
  /** The memory of owned frames, and of packets that are handed over to the channel. */
  readonly buffers: BufferPool;

  readonly #handlers: FrameHandlers;
  readonly #reader: FrameReader;
  readonly #highWater: number;
  #tellClosed!: (end: ChannelEnd) => void;
  #state: "open" | "closed" = "open";

  /** Bytes of a frame whose end has not come yet. */
  #carried = 0;
  /** The first bytes of all, until a whole frame came. */
  #firstBytes: Uint8Array | undefined = new Uint8Array(0);
  #paused = false;
  #peerEnded = false;

  /** Packets of this turn, and those of them that were handed over. */
  #outgoing: Uint8Array[] = [];
  #handedOver: Uint8Array[] = [];
  #queuedBytes = 0;
  #receivedBytes = 0;
  #writtenBytes = 0;
  #waiting: (() => void)[] = [];
  #ending: Promise<void> | undefined;
  #flushed = false;

  constructor(duplex: MemoryAwareDuplex, handlers: FrameHandlers, options: FrameChannelOptions = {}) {
    this.duplex = duplex;
    this.#handlers = handlers;
    this.buffers = options.buffers ?? new BufferPool();
    this.#reader = new FrameReader(options.maxFrame, this.buffers);
    this.#highWater = options.highWater ?? DEFAULT_HIGH_WATER;
    this.closed = new Promise((resolve) => (this.#tellClosed = resolve));

    // This one stays for ever: an error that comes after the end must find a listener too.
    duplex.on("error", this.#onError);
    duplex.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
    if (duplex.readableEnded) queueMicrotask(this.#onEnd);
    if (duplex.destroyed) queueMicrotask(() => this.#finish(duplex.errored ?? lost()));
    duplex.resume();
  }

  get state(): "open" | "closed" {
    return this.#state;
  }

  /** Bytes that `send()` took and the Duplex has not called back for. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Bytes that came from the Duplex so far, also those of frames that are not complete. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Bytes that the Duplex has called back for so far. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /**
   * Sends a whole packet, length included, at the end of the turn; it may be given in parts. They are borrowed: they must
   * not be changed until the peer has answered, and if it never does, not at all. After the end, or after `end()`, it does
   * nothing. Never throws.
   *
   * @returns whether more may be sent at once; otherwise wait for `drained()`
   */
  send(...parts: readonly Uint8Array[]): boolean {
    if (this.#state === "closed" || this.#ending) return false;
    if (this.#outgoing.length === 0) setImmediate(this.#flush);
    for (const part of parts) {
      this.#outgoing.push(part);
      this.#queuedBytes += part.length;
    }
    return this.#queuedBytes < this.#highWater;
  }

  /** As `send`, but hands the packet over: once it is written its memory is released to `buffers`. */
  sendOwned(packet: Uint8Array): boolean {
    if (this.#state === "open" && !this.#ending) this.#handedOver.push(packet);
    return this.send(packet);
  }

  /** Resolves when there is room again, or the channel has ended; never rejects. */
  drained(): Promise<void> {
    if (this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Stops reading: no frame comes until `resume()`, not even one that is here already. */
  pause(): void {
    this.#paused = true;
    this.duplex.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#state === "open") this.duplex.resume();
  }

  /** Sends what waits, then ends our side; frames still come. Resolves when all is written, or the channel has ended. */
  end(): Promise<void> {
    this.#ending ??= this.#endWriting();
    return this.#ending;
  }

  /** Ends the channel now; what was not written yet is lost. Only the first call does anything. */
  destroy(error?: Error): void {
    this.#finish(error);
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    try {
      if (typeof chunk === "string")
        throw new TypeError("the stream gives text; it must not have setEncoding()");
      this.#read(chunk);
    } catch (error) {
      this.#finish(asError(error));
    }
  };

  #read(chunk: Uint8Array): void {
    this.#receivedBytes += chunk.length;
    if (this.#firstBytes) {
      const more = chunk.subarray(0, FIRST_BYTES - this.#firstBytes.length);
      this.#firstBytes = Buffer.concat([this.#firstBytes, more]);
    }
    let at = -this.#carried;
    for (const { bytes, owned } of this.#reader.push(chunk)) {
      at += LENGTH_SIZE + bytes.length;
      this.#carried = 0;
      this.#firstBytes = undefined;
      this.#handlers.frame(bytes, owned);
      if (this.#state === "closed") return;
      if (this.#paused) return this.#unshift(chunk.subarray(at));
    }
    this.#carried = chunk.length - at;
  }

  /** Copied, because the memory of a chunk is the transport's again when its listeners have returned. */
  #unshift(rest: Uint8Array): void {
    if (rest.length > 0) this.duplex.unshift(Buffer.from(rest));
  }

  readonly #onEnd = (): void => {
    this.#peerEnded = true;
    if (this.#flushed || !this.#handlers.ended) return this.#finish();
    try {
      this.#handlers.ended();
    } catch (error) {
      this.#finish(asError(error));
    }
  };

  readonly #onClose = (): void => {
    const orderly = this.#peerEnded || this.#ending !== undefined;
    this.#finish(orderly ? undefined : lost());
  };

  readonly #onError = (error: Error): void => {
    const expected = this.#ending !== undefined && HANGING_UP.has(String((error as { code?: unknown }).code));
    this.#finish(expected ? undefined : error);
  };

  readonly #flush = (): void => {
    const packets = this.#outgoing;
    const handedOver = this.#handedOver;
    this.#outgoing = [];
    this.#handedOver = [];
    // A Duplex that ended by itself, or is about to tell that it broke, takes nothing any more.
    if (packets.length === 0 || !this.duplex.writable) return;
    try {
      this.duplex.cork();
      const writes = [...batches(packets)];
      const last = writes.at(-1);
      for (const bytes of writes) {
        this.duplex.write(bytes, (error) => {
          this.#written(bytes.length);
          if (bytes !== last || error || this.duplex.releasesWritten !== true) return;
          for (const packet of handedOver) this.buffers.release(packet);
        });
      }
      this.duplex.uncork();
    } catch (error) {
      this.#finish(asError(error));
    }
  };

  /** A write that failed is not told here: the Duplex emits `error` or `close` for it. */
  #written(bytes: number): void {
    if (this.#state === "closed") return;
    this.#queuedBytes -= bytes;
    this.#writtenBytes += bytes;
    if (this.#hasRoom()) this.#tellWaiting();
  }

  #hasRoom(): boolean {
    return this.#queuedBytes < this.#highWater;
  }

  #tellWaiting(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #endWriting(): Promise<void> {
    if (this.#state === "closed") return;
    this.#flush();
    const finished = new Promise<void>((resolve) => this.duplex.end(() => resolve()));
    await Promise.race([finished, this.closed]);
    this.#flushed = true;
    if (this.#peerEnded) this.#finish();
  }

  #finish(error?: Error): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#outgoing = [];
    this.#handedOver = [];
    this.#queuedBytes = 0;
    this.#tellWaiting();
    this.#tellClosed({
      ...(error && { error }),
      midFrame: this.#carried > 0,
      ...(this.#firstBytes && this.#firstBytes.length > 0 && { firstBytes: this.#firstBytes }),
    });
    this.duplex.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    // A Duplex that cleans up only when all was read (as the channels of ssh2) must not be left paused.
    this.duplex.resume();
    this.duplex.destroy();
  }
}

function lost(): SFTPError {
  return new SFTPError("ECONNRESET", "the connection was closed without an end");
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}
