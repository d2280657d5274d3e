import type { Duplex } from "node:stream";

import { frame, join, string, u32 } from "./bytes.ts";
import { FieldReader } from "./fieldReader.ts";
import { hexDump } from "./hex.ts";

/** A packet that a {@link ScriptedPeer} received. */
export interface ReceivedFrame {
  readonly type: number;
  /** The four bytes after the type: the request id, or the version in INIT and VERSION. */
  readonly id: number;
  /** What follows these four bytes, ready to be taken apart. */
  fields(): FieldReader;
  /** The whole packet, from its length on. */
  readonly bytes: Uint8Array;
}

/** What a peer answers to a packet: the bytes of any number of packets, or nothing. */
export type Answer = Uint8Array | undefined;

/**
 * A server or client that says exactly what a test wants and remembers everything. It is written as the test's own
 * script:
 *
 * ```ts
 * const peer = new ScriptedPeer(theirs);
 * await peer.welcome();
 * const stat = await peer.expect(17, string("/etc/motd"));
 * peer.send(frame(105, u32(stat.id), u32(0)));
 * peer.cut();
 * ```
 */
export class ScriptedPeer {
  /** Every packet received, whether the script asked for it or not. */
  readonly received: ReceivedFrame[] = [];
  /** Every piece sent. */
  readonly sent: Uint8Array[] = [];
  /** Resolves when the stream is closed, with its error if it had one. */
  readonly closed: Promise<Error | undefined>;

  readonly #stream: Duplex;
  #bytes: Uint8Array = new Uint8Array();
  #taken = 0;
  #over: string | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(stream: Duplex) {
    this.#stream = stream;
    let failure: Error | undefined;
    stream.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    stream.on("error", (error) => (failure = error));
    stream.on("end", () => this.#finish("the other side ended"));
    this.closed = new Promise((resolve) => {
      stream.on("close", () => {
        this.#finish(failure === undefined ? "the stream closed" : `the stream failed: ${failure.message}`);
        resolve(failure);
      });
    });
  }

  /** Bytes of a packet that has not arrived in full. */
  get unfinished(): Uint8Array {
    return this.#bytes;
  }

  /** The next packet; rejects when the stream is over before there is one. */
  async next(): Promise<ReceivedFrame> {
    while (this.#taken === this.received.length) {
      if (this.#over !== undefined) throw new Error(`no further packet: ${this.#over}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.received[this.#taken++]!;
  }

  /** The next packet, which must be of this type with just these fields after its four bytes of id or version. */
  async expect(type: number, ...fields: readonly Uint8Array[]): Promise<ReceivedFrame> {
    const got = await this.next();
    const wanted = frame(type, u32(got.id), ...fields);
    if (!Buffer.from(wanted).equals(got.bytes)) {
      throw new Error(`expected the packet\n${hexDump(wanted)}\nbut received\n${hexDump(got.bytes)}`);
    }
    return got;
  }

  /** As a server: waits for INIT and answers VERSION 3 with these extension pairs. */
  async welcome(...extensions: readonly (readonly [name: string, data: string])[]): Promise<void> {
    const init = await this.next();
    if (init.type !== 1) throw new Error(`expected INIT, but received\n${hexDump(init.bytes)}`);
    this.send(frame(2, u32(3), ...extensions.flatMap(([name, data]) => [string(name), string(data)])));
  }

  /** As a client: sends INIT with version 3 and resolves to the server's VERSION. */
  async greet(): Promise<ReceivedFrame> {
    this.send(frame(1, u32(3)));
    const version = await this.next();
    if (version.type !== 2) throw new Error(`expected VERSION, but received\n${hexDump(version.bytes)}`);
    return version;
  }

  /** Sends bytes in one write: packets, parts of packets, or rubbish. */
  send(...parts: readonly Uint8Array[]): void {
    const bytes = join(...parts);
    this.sent.push(bytes);
    this.#stream.write(bytes);
  }

  /** Answers every further packet until the stream is over; resolves then. */
  async serve(answer: (packet: ReceivedFrame) => Answer | Promise<Answer>): Promise<void> {
    while (this.#over === undefined || this.#taken < this.received.length) {
      const packet = await this.next().catch(() => undefined);
      if (packet === undefined) return;
      const bytes = await answer(packet);
      if (bytes !== undefined && this.#stream.writable) this.send(bytes);
    }
  }

  /** Stops reading, so that the other side's writes fill up; nothing is received any more. */
  stall(): void {
    this.#stream.pause();
  }

  /** Reads again after {@link stall}. */
  resume(): void {
    this.#stream.resume();
  }

  /** Ends this side only; what the other sends is still received. */
  end(): void {
    this.#stream.end();
  }

  /** Closes the stream at once, both ways. */
  cut(): void {
    this.#stream.destroy();
  }

  #receive(chunk: Uint8Array): void {
    this.#bytes = join(this.#bytes, chunk);
    while (this.#bytes.length >= 4) {
      const end = 4 + new FieldReader(this.#bytes).u32();
      if (this.#bytes.length < end) break;
      this.received.push(received(this.#bytes.slice(0, end)));
      this.#bytes = this.#bytes.slice(end);
    }
    this.#wake();
  }

  #finish(why: string): void {
    this.#over ??= why;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function received(bytes: Uint8Array): ReceivedFrame {
  const reader = new FieldReader(bytes.subarray(4));
  return { type: reader.u8(), id: reader.u32(), fields: () => new FieldReader(bytes.subarray(9)), bytes };
}
