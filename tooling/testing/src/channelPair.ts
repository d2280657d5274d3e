import { Duplex } from "node:stream";

import { socketError } from "./socketError.ts";
import { nextTurn } from "./turns.ts";

export interface ChannelPairOptions {
  /** Bytes each side buffers per direction before `write()` says false. Default 64 KiB, as a Node socket. */
  readonly highWaterMark?: number;
  /** Whether a side stays writable after the other has ended, as an SSH channel does. Default true. */
  readonly allowHalfOpen?: boolean;
}

/** Two ends of a connection in memory. Nothing is ever delivered in the turn in which it was sent. */
export function channelPair(options: ChannelPairOptions = {}): [MemoryChannel, MemoryChannel] {
  const left = new MemoryChannel(options);
  const right = new MemoryChannel(options);
  left.connect(right);
  right.connect(left);
  return [left, right];
}

/**
 * One end of a {@link channelPair}. It keeps the habits of a socket: bytes are copied when they are sent, a write is
 * called back when the other side has room, writes that wait together arrive together, `destroy()` is an end for the
 * other side or, with bytes left unread, a reset.
 */
export class MemoryChannel extends Duplex {
  #peer!: MemoryChannel;
  #heldWrite: ((error?: Error) => void) | undefined;
  #ended = false;

  constructor({ highWaterMark = 64 * 1024, allowHalfOpen = true }: ChannelPairOptions = {}) {
    super({ highWaterMark, allowHalfOpen });
  }

  /** Makes `peer` the place where this end's bytes arrive. */
  connect(peer: MemoryChannel): void {
    this.#peer = peer;
  }

  /**
   * Breaks the connection: the other side fails with ECONNRESET, as after the method of that name on `net.Socket`.
   */
  resetAndDestroy(): this {
    const peer = this.#peer;
    nextTurn(() => peer.destroy(socketError("read", "ECONNRESET")));
    return this.destroy();
  }

  override _read(): void {
    const heldWrite = this.#heldWrite;
    this.#heldWrite = undefined;
    heldWrite?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    const copy = Buffer.from(chunk);
    nextTurn(() => this.#peer.#receive(copy, done));
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    const joined = Buffer.concat(chunks.map(({ chunk }) => chunk));
    nextTurn(() => this.#peer.#receive(joined, done));
  }

  override _final(done: (error?: Error) => void): void {
    nextTurn(() => this.#peer.#receiveEnd());
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const heldWrite = this.#heldWrite;
    this.#heldWrite = undefined;
    const unread = heldWrite !== undefined || this.readableLength > 0;
    nextTurn(() => {
      heldWrite?.(socketError("write", "EPIPE"));
      if (unread) this.#peer.destroy(socketError("read", "ECONNRESET"));
      else this.#peer.#receiveEnd();
    });
    done(error);
  }

  #receive(bytes: Buffer, done: (error?: Error) => void): void {
    if (this.destroyed) done(socketError("write", "EPIPE"));
    else if (bytes.length === 0 || this.push(bytes)) done();
    else this.#heldWrite = done;
  }

  #receiveEnd(): void {
    if (!this.destroyed && !this.#ended) this.push(null);
    this.#ended = true;
  }
}
