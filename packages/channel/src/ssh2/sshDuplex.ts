import { Duplex } from "node:stream";

import type { MemoryAwareDuplex } from "../frameChannel.ts";
import { closedByPeer } from "./internals.ts";
import { flows } from "./readMemory.ts";
import { ReceiveWindow } from "./receiveWindow.ts";
import { SSHConnection } from "./sshConnection.ts";
import type { Ssh2Channel, Ssh2Connection } from "./types.ts";

/** How far a peer may go beyond the window that it was granted, in bytes. */
const TOLERANCE = 2 * 1024 * 1024;

type Done = (error?: Error | null) => void;

export interface SSHDuplexOptions {
  /** How many bytes the peer may send before they are read. Default, and least, 2 MiB. */
  readonly receiveWindow?: number;
  /** The exit status that is sent before our end; on a server only. */
  readonly exitStatus?: number;
}

/**
 * A raw channel of ssh2 as a Duplex that keeps what a Duplex promises: it closes when the peer closes the channel or
 * the connection is lost, also while nobody reads; `destroy()` takes effect at once; a write is called back when there
 * is room for more in the socket too, not only in the peer's window.
 *
 * A peer that sends more than its window and 2 MiB loses its connection. What is written together leaves in one write of
 * the socket.
 */
export class SSHDuplex extends Duplex implements MemoryAwareDuplex {
  /** The channel underneath. */
  readonly channel: Ssh2Channel;
  /** ssh2 copies what it is given into packets. */
  readonly releasesWritten = true;
  readonly #connection: SSHConnection;
  readonly #window: ReceiveWindow;
  readonly #exitStatus: number | undefined;
  readonly #forget: () => void;
  #writing = false;
  #closedByPeer = false;

  constructor(channel: Ssh2Channel, connection: Ssh2Connection, options: SSHDuplexOptions = {}) {
    super();
    this.channel = channel;
    this.#connection = SSHConnection.of(connection);
    this.#window = new ReceiveWindow(channel, options.receiveWindow);
    this.#exitStatus = options.exitStatus;
    this.#forget = this.#connection.onLost((error) => this.destroy(error));

    // An error that nobody listens for, here or there, must not end the process.
    this.on("error", () => {});
    channel.on("error", (error) => this.destroy(error));
    channel.on("data", this.#onData).on("end", this.#onEnd);
    // Error output that nobody reads would fill the window that it shares with the replies.
    if ("resume" in channel.stderr) channel.stderr.resume();
    this.#watchArrivals();
    if (this.#connection.lost || channel.destroyed) this.destroy();
  }

  /** The receive window in bytes, as it really is. */
  get receiveWindow(): number {
    return this.#window.size;
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    if (this.#exitStatus !== undefined) this.channel.exit(this.#exitStatus);
    this.channel.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#forget();
    this.channel.off("data", this.#onData).off("end", this.#onEnd);
    // The channel forgets itself only when all it received was read.
    this.channel.resume();
    this.channel.destroy();
    done(error);
  }

  /** All parts leave in one write of the socket, and this is done when none of them is held back any more. */
  #send(parts: readonly Buffer[], done: Done): void {
    if (this.#closedByPeer) return done(closed());
    this.#writing = true;
    const written = (): void => {
      this.#writing = false;
      done();
    };
    this.#connection.socket?.cork();
    try {
      for (const [index, part] of parts.entries()) {
        if (index < parts.length - 1) this.channel.write(part);
        else this.channel.write(part, () => this.#connection.whenWritten(written));
      }
    } finally {
      this.#connection.socket?.uncork();
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    const more = this.push(chunk);
    this.#window.topUp();
    if (!more) this.channel.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  /**
   * ssh2 hands a channel everything through `push()`: bytes, and null at EOF and at CLOSE. That is the only place where
   * a flood or a CLOSE shows while the channel is paused, and where what is borrowed can be copied if it is to wait.
   */
  #watchArrivals(): void {
    const { channel } = this;
    const push = channel.push.bind(channel);
    channel.push = (chunk: Buffer | null) => {
      const { memory } = this.#connection;
      const borrowed = chunk !== null && memory?.holds(chunk) === true;
      const waits = borrowed && !(flows(channel) && flows(this));
      const more = push(waits ? Buffer.from(chunk) : chunk);
      // Streams have reasons of their own to let something wait.
      if (borrowed && !waits && (channel.readableLength > 0 || this.readableLength > 0)) memory.leave();
      if (channel.readableLength > this.#window.size + TOLERANCE) this.#cutOff();
      if (!this.#closedByPeer && closedByPeer(channel)) this.#peerClosed();
      return more;
    };
  }

  #cutOff(): void {
    this.destroy(new Error(`the peer sent more than the ${this.#window.size} bytes that its window allows`));
    this.#connection.cutOff();
  }

  /** What came before the CLOSE may still be read, unless something waits that can no longer be written. */
  #peerClosed(): void {
    this.#closedByPeer = true;
    if (this.#writing) this.destroy(closed());
    else if (this.readableEnded) this.destroy();
    else this.once("end", () => this.destroy());
  }
}

function closed(): NodeJS.ErrnoException {
  return Object.assign(new Error("the peer has closed the channel"), { code: "EPIPE" });
}
