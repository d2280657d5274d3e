import type { Duplex } from "node:stream";

import { exchangesKeys, keepsMemory, socketOf } from "./internals.ts";
import { ReadMemory } from "./readMemory.ts";
import type { Ssh2Connection } from "./types.ts";

/** Bytes that may wait in a socket before writing to its channels stops. */
const BACKLOG = 1024 * 1024;

const known = new WeakMap<Ssh2Connection, SSHConnection>();

/**
 * What the channels of one SSH connection have in common: its end, its socket, and when there is room in it. There is one
 * of these per connection, so that a hundred channels add no more listeners than one.
 */
export class SSHConnection {
  readonly socket: Duplex | undefined;
  /** The memory that is used again for what arrives, if the socket has such. */
  readonly memory: ReadMemory | undefined;
  readonly #connection: Ssh2Connection;
  readonly #onLost = new Set<(error?: Error) => void>();
  #waiting: (() => void)[] = [];
  #lost = false;

  /**
   * Watches a connection from now on; to be called when it is made, because only then no error of it is without a
   * listener. Turns Nagle's algorithm off, which would hold back every request that is smaller than a TCP segment.
   *
   * @param socket what the connection runs over, where the caller made it; else ssh2 is asked
   */
  static of(connection: Ssh2Connection, socket?: Duplex): SSHConnection {
    const existing = known.get(connection);
    if (existing) return existing;
    const made = new SSHConnection(connection, socket ?? socketOf(connection));
    known.set(connection, made);
    return made;
  }

  private constructor(connection: Ssh2Connection, socket: Duplex | undefined) {
    this.#connection = connection;
    this.socket = socket;
    this.memory = ReadMemory.of(socket);
    this.#lost = socket?.destroyed ?? false;
    connection.on("error", (error) => this.#tellLost(error));
    // When the peer has ended the TCP stream, SSH is over, though the socket may linger.
    for (const event of ["end", "close"] as const) {
      connection.on(event, () => {
        this.#lost = true;
        this.#tellLost();
      });
    }
    connection.on("handshake", this.#retry);
    // Not before: what ssh2 keeps of a login is not looked into.
    connection.on("ready", () => this.memory?.reuse((memory) => keepsMemory(connection, memory) ?? true));
    socket?.on("drain", this.#retry);
    (socket as { setNoDelay?: (on: boolean) => void } | undefined)?.setNoDelay?.(true);
  }

  /** Whether the connection has ended. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Whether keys are being exchanged: from our KEXINIT until the new keys are in use. */
  get exchangesKeys(): boolean {
    return exchangesKeys(this.#connection);
  }

  /** Calls back when the connection breaks or ends; returns what takes that back. */
  onLost(listener: (error?: Error) => void): () => void {
    this.#onLost.add(listener);
    return () => this.#onLost.delete(listener);
  }

  /** Calls back once ssh2 and the socket no longer hold more than 1 MiB back; at once if they do not now. */
  whenWritten(listener: () => void): void {
    if (this.#holdsBack()) this.#waiting.push(listener);
    else listener();
  }

  /** Ends the connection at once and without ceremony, whatever the peer does. */
  cutOff(): void {
    if (this.socket) this.socket.destroy();
    else this.#connection.end();
  }

  #holdsBack(): boolean {
    if (this.#lost) return false;
    return this.exchangesKeys || (this.socket?.writableLength ?? 0) > BACKLOG;
  }

  readonly #retry = (): void => {
    if (this.#holdsBack()) return;
    for (const listener of this.#waiting.splice(0)) listener();
  };

  #tellLost(error?: Error): void {
    this.#waiting = [];
    for (const listener of this.#onLost) listener(error);
  }
}
