import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";

import { BufferPool } from "../bufferPool.ts";

/** How much is read at once, in bytes: the more, the fewer packets lie across two reads, for which ssh2 takes memory. */
const SIZE = 1024 * 1024;

const memories = new WeakMap<Duplex, ReadMemory>();

/**
 * The memory that a socket reads into: the same again and again, as long as nobody keeps what arrived in it. With new
 * memory for each read, as Node has it, allocating and collecting as much as is downloaded costs more than decrypting it.
 */
export class ReadMemory {
  readonly #pool = new BufferPool();
  #buffer = this.#pool.acquire(SIZE);
  /** Whether somebody may still read what arrived; not known, and so taken to be, until `reuse()`. */
  #isKept: (() => boolean) | undefined;

  /** Opens a TCP connection that has such memory. Its data is to be listened to, not read. */
  static connect(options: Pick<TcpNetConnectOpts, "host" | "port">): Socket {
    const memory = new ReadMemory();
    const socket: Socket = connect({
      ...options,
      noDelay: true,
      onread: {
        buffer: () => memory.#buffer,
        callback: (length) => memory.#arrived(socket, length),
      },
    });
    memories.set(socket, memory);
    return socket;
  }

  /** The memory of a socket, if it was connected here. */
  static of(socket: Duplex | undefined): ReadMemory | undefined {
    return socket && memories.get(socket);
  }

  /**
   * From now on listeners only borrow what arrives: it is overwritten when they have returned, unless `isKept`, which is
   * asked before and after, or one of them by `leave()`, says that somebody still reads this memory.
   */
  reuse(isKept: (memory: ArrayBufferLike) => boolean): void {
    this.#isKept = () => isKept(this.#buffer.buffer);
  }

  /** Whether these bytes are in the memory that is read into. */
  holds({ buffer }: Uint8Array): boolean {
    return buffer === this.#buffer.buffer;
  }

  /** Leaves the memory to those who keep what is in it, and acquires other. */
  leave(): void {
    this.#buffer = this.#pool.acquire(SIZE);
  }

  /** @returns whether to go on reading */
  #arrived(socket: Socket, length: number): boolean {
    const { buffer, byteOffset } = this.#buffer;
    const chunk = Buffer.from(buffer, byteOffset, length);
    if (!this.#isKept || this.#isKept() || !flows(socket)) return socket.push(Buffer.from(chunk));
    socket.emit("data", chunk);
    if (!this.holds(chunk)) return true;
    if (!this.#isKept()) this.#pool.release(chunk);
    this.leave();
    return true;
  }
}

/** Whether what a stream is given reaches its listeners before they could be given anything else. */
export function flows(stream: Duplex): boolean {
  return stream.readableFlowing === true && stream.readableLength === 0 && stream.listenerCount("data") > 0;
}
