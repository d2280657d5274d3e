import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";

/** How much is read at once, in bytes: the more, the fewer packets lie across two reads, for which ssh2 takes memory. */
const SIZE = 1024 * 1024;

const memories = new WeakMap<Duplex, ReadMemory>();

/**
 * The memory that a socket reads into: the same again and again, as long as nobody keeps what arrived in it. With new
 * memory for each read, as Node has it, allocating and collecting as much as is downloaded costs more than decrypting it.
 */
export class ReadMemory {
  #memory = Buffer.allocUnsafeSlow(SIZE);
  /** Whether somebody may still look at what arrived; not known, and so taken to be, until `lend()`. */
  #isKept: (() => boolean) | undefined;

  /** Opens a TCP connection that has such memory. Its data is to be listened to, not read. */
  static connect(options: Pick<TcpNetConnectOpts, "host" | "port">): Socket {
    const memory = new ReadMemory();
    const socket: Socket = connect({
      ...options,
      noDelay: true,
      onread: {
        buffer: () => memory.#memory,
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
   * From now on what arrives is only lent to those who listen: it is overwritten when they have returned, unless
   * `isKept`, which is asked before and after, or one of them by `renew()`, says that somebody still looks at this memory.
   */
  lend(isKept: (memory: ArrayBufferLike) => boolean): void {
    this.#isKept = () => isKept(this.#memory.buffer);
  }

  /** Whether these bytes are only lent. */
  lends({ buffer }: Uint8Array): boolean {
    return buffer === this.#memory.buffer;
  }

  /** Leaves the memory to those who keep what is in it, and takes other. */
  renew(): void {
    this.#memory = Buffer.allocUnsafeSlow(SIZE);
  }

  /** @returns whether to go on reading */
  #arrived(socket: Socket, length: number): boolean {
    const chunk = this.#memory.subarray(0, length);
    if (!this.#isKept || this.#isKept() || !flows(socket)) return socket.push(Buffer.from(chunk));
    socket.emit("data", chunk);
    if (this.lends(chunk) && this.#isKept()) this.renew();
    return true;
  }
}

/** Whether what a stream is given reaches its listeners before they could be given anything else. */
export function flows(stream: Duplex): boolean {
  return stream.readableFlowing === true && stream.readableLength === 0 && stream.listenerCount("data") > 0;
}
