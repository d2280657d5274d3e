import type { Socket } from "node:net";

import type { SSHConnection } from "@sftp/channel/ssh2";

import { delayOf } from "../../session/deadline.ts";
import { keyExchangeTurns } from "./keyExchangeTurns.ts";

/** Bytes of an identification string with its end of line (RFC 4253, section 4.2). */
const LONGEST_IDENTIFICATION = 255;
/** Bytes of replies that may wait for a client that is not logged in; what it may ask for is answered with far less. */
const EARLY_BACKLOG = 64 * 1024;
/** Bytes of replies that may wait for a client. The kernel holds more than that, so a link is kept busy meanwhile. */
const BACKLOG = 256 * 1024;
/** How much further a backlog may grow by what is read now and then. */
const SIGN_OF_LIFE = 64 * 1024;
/** How often something is read from a client that has a backlog where ssh2 asks for no signs of life, in milliseconds. */
const SIGN_OF_LIFE_INTERVAL = 10_000;
const LINE_FEED = 10;
/** How an identification string begins; `1.99` is 2.0 of a client that knows version 1 too. */
const VERSIONS = ["SSH-2.0-", "SSH-1.99-"];

export interface InboundGateOptions {
  /** How long a client may be silent before ssh2 asks for a sign of life, in milliseconds; 0 for ever. */
  readonly keepaliveInterval: number;
  /** Ends the connection, saying why. */
  readonly reject: (reason: string) => void;
}

/**
 * Decides when what arrives on a socket is handed to ssh2:
 *
 * - The identification string as a whole, since ssh2 never answers one that arrives in pieces.
 * - Nothing more while more replies wait than a client may leave unread.
 * - During a key exchange one chunk at a time, when it is this connection's turn.
 */
export class InboundGate {
  readonly #socket: Socket;
  readonly #reject: (reason: string) => void;
  readonly #signOfLifeInterval: number;
  readonly #line: Buffer[] = [];
  #connection: SSHConnection | undefined;
  #identified = false;
  #backlog = EARLY_BACKLOG;
  #exchangeTimeout: number | undefined;
  #holding = false;
  #signOfLife: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  /** Holds the socket, which nobody must have read from, for ssh2. */
  constructor(socket: Socket, { keepaliveInterval, reject }: InboundGateOptions) {
    this.#socket = socket;
    // ssh2 takes a client for dead of which nothing is read for so long, three times.
    this.#signOfLifeInterval = keepaliveInterval > 0 ? delayOf(keepaliveInterval) / 2 : SIGN_OF_LIFE_INTERVAL;
    this.#reject = reject;
    this.#hold();
    // ssh2 listens for data, and resumes the socket, a moment after it got it.
    socket.on("resume", this.#advance);
    socket.on("drain", this.#advance);
    socket.once("close", () => this.#end());
  }

  /** The connection that ssh2 has made of the socket; it tells when keys are exchanged. To be called on the identification. */
  watch(connection: SSHConnection): void {
    this.#connection = connection;
    // After ssh2's own listener, which does what the chunk asks for.
    this.#socket.on("data", this.#passed);
  }

  /**
   * The client is logged in: it may have a longer backlog. A key exchange that takes longer than `exchangeTimeout`
   * milliseconds from now on ends the connection.
   */
  loggedIn(exchangeTimeout: number): void {
    this.#backlog = BACKLOG;
    this.#exchangeTimeout = exchangeTimeout;
    this.#advance();
  }

  #hold(): void {
    if (this.#holding) return;
    this.#holding = true;
    // A listener for `readable` stops the flow to listeners for `data`, whoever resumes the socket.
    this.#socket.on("readable", this.#advance);
  }

  #release(): void {
    if (!this.#holding) return;
    this.#holding = false;
    this.#socket.off("readable", this.#advance);
  }

  /** ssh2 has got a chunk. */
  readonly #passed = (): void => {
    if (!this.#holding && (this.#exchanges || this.#isBehind)) this.#advance();
  };

  readonly #advance = (): void => {
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (!this.#identified) return this.#identify();
    if (this.#isBehind) {
      this.#hold();
      this.#signOfLife ??= setInterval(this.#readSignOfLife, this.#signOfLifeInterval).unref();
      return;
    }
    clearInterval(this.#signOfLife);
    this.#signOfLife = undefined;
    if (this.#exchanges) {
      this.#hold();
      this.#limitExchange();
      // Of a socket that has ended this tells the end.
      if (socket.readableLength === 0) socket.read(0);
      else keyExchangeTurns.ask(this.#deliver);
      return;
    }
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#release();
  };

  /** Hands over what has arrived: reading emits it as `data`. */
  readonly #deliver = (): void => {
    if (this.#socket.destroyed || !this.#holding) return;
    if (this.#socket.read() !== null) this.#advance();
  };

  readonly #readSignOfLife = (): void => {
    if (this.#socket.writableLength < this.#backlog + SIGN_OF_LIFE) this.#deliver();
  };

  #identify(): void {
    if (this.#socket.listenerCount("data") === 0) return;
    const chunk = this.#take();
    if (chunk === null) return;
    this.#line.push(chunk);
    const start = Buffer.concat(this.#line);
    const end = start.indexOf(LINE_FEED) + 1;
    const line = start.toString("latin1", 0, end || start.length);
    const isLong = end > LONGEST_IDENTIFICATION || (end === 0 && start.length >= LONGEST_IDENTIFICATION);
    if (
      isLong ||
      !VERSIONS.some((prefix) => line.startsWith(end === 0 ? prefix.slice(0, line.length) : prefix))
    ) {
      return this.#reject("it sent no identification string of SSH 2.0");
    }
    if (end === 0) return;
    this.#identified = true;
    this.#line.length = 0;
    this.#socket.emit("data", start.subarray(0, end));
    if (start.length > end) this.#socket.unshift(start.subarray(end));
    this.#advance();
  }

  /** What has arrived, without handing it over. */
  #take(): Buffer | null {
    const listeners = this.#socket.listeners("data") as ((chunk: Buffer) => void)[];
    this.#socket.removeAllListeners("data");
    const chunk = this.#socket.read() as Buffer | null;
    for (const listener of listeners) this.#socket.on("data", listener);
    return chunk;
  }

  get #exchanges(): boolean {
    return this.#connection?.exchangesKeys ?? false;
  }

  get #isBehind(): boolean {
    return this.#socket.writableLength > this.#backlog;
  }

  #limitExchange(): void {
    if (this.#exchangeTimeout === undefined) return;
    this.#deadline ??= setTimeout(() => this.#socket.destroy(), delayOf(this.#exchangeTimeout)).unref();
  }

  #end(): void {
    keyExchangeTurns.withdraw(this.#deliver);
    clearInterval(this.#signOfLife);
    clearTimeout(this.#deadline);
  }
}
