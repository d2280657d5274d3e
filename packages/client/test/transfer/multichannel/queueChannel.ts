import { Duplex } from "node:stream";
import type { Random } from "@sftp/testing";

type Done = (error?: Error | null) => void;

/** What happens on a channel beside delay, when so many bytes went a way. */
export interface ChannelFault {
  /** stall: nothing passes for a time, and then it goes on. cut: the connection is gone. */
  readonly how: "stall" | "cut";
  readonly way: "sent" | "received";
  readonly after: number;
  /** How long a stall lasts, in milliseconds. */
  readonly lasts: number;
}

/** How long bytes take each way, in milliseconds. */
const LATENCY = 20;

/**
 * The ends of a channel that keeps what is written in a queue, as it is, and reads the bytes only when they are delivered:
 * as the queues of a socket or of an SSH connection do. What arrives is overwritten when its listeners have returned.
 */
export function queuePair(random: Random, fault?: ChannelFault): [near: Duplex, far: Duplex] {
  const [near, far] = [new QueueChannel(random), new QueueChannel(random)];
  near.connect(far, fault?.way === "sent" ? fault : undefined);
  far.connect(near, fault?.way === "received" ? fault : undefined);
  return [near, far];
}

class QueueChannel extends Duplex {
  readonly #random: Random;
  #peer!: QueueChannel;
  #fault: ChannelFault | undefined;
  #sent = 0;
  /** When the next bytes may pass. */
  #free = 0;

  constructor(random: Random) {
    super({ highWaterMark: 1024 * 1024 });
    this.#random = random;
    this.on("error", () => {});
  }

  connect(peer: QueueChannel, fault: ChannelFault | undefined): void {
    this.#peer = peer;
    this.#fault = fault;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#sent += chunk.length;
    const now = performance.now();
    this.#free = Math.max(this.#free, now + LATENCY + this.#random.below(5));
    const fault = this.#fault;
    if (fault !== undefined && this.#sent > fault.after) {
      this.#fault = undefined;
      if (fault.how === "cut") {
        this.#peer.destroy();
        this.destroy();
        return;
      }
      this.#free += fault.lasts;
    }
    setTimeout(() => this.#peer.#deliver(chunk), this.#free - now);
    // Some transports call back only when bytes have left, others when they have taken them.
    if (this.#random.oneIn(2)) done();
    else setTimeout(done, this.#free - now);
  }

  override _final(done: Done): void {
    setTimeout(
      () => {
        if (!this.#peer.destroyed) this.#peer.push(null);
      },
      Math.max(0, this.#free - performance.now()),
    );
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    setTimeout(() => {
      if (!this.#peer.destroyed) this.#peer.push(null);
    }, LATENCY);
    done(error);
  }

  #deliver(bytes: Uint8Array): void {
    if (this.destroyed || this.readableEnded) return;
    const chunk = Buffer.from(bytes);
    this.push(chunk);
    if (this.readableLength === 0) chunk.fill(0xaa);
  }
}
