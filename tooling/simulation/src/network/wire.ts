import { Duplex } from "node:stream";
import { FrameSplitter, packet } from "./frames.ts";

/** What looks at, or changes, the frames of one session on their way to and from its server. */
export interface FrameFilter {
  /** What the server gets of a request. Default: the request. */
  request?(frame: Buffer): readonly Buffer[];
  /** What the client gets of a reply. Default: the reply. */
  reply?(frame: Buffer): readonly Buffer[];
  /** Gives the filter a way to send the client a reply of its own. */
  attach?(send: (frame: Buffer) => void): void;
}

/** The side that a channel belongs to: what it reads are requests at the server, and replies at the client. */
export type Side = "server" | "client";

/** A channel whose frames go through filters, the last of which is the nearest to the network. */
export class FilteredChannel extends Duplex {
  readonly #inner: Duplex;
  readonly #filters: readonly FrameFilter[];
  readonly #read: "request" | "reply";
  readonly #written: "request" | "reply";
  readonly #incoming = new FrameSplitter();
  readonly #outgoing = new FrameSplitter();

  constructor(inner: Duplex, side: Side, filters: readonly FrameFilter[]) {
    super({ highWaterMark: inner.readableHighWaterMark });
    this.#inner = inner;
    this.#filters = filters;
    [this.#read, this.#written] = side === "server" ? ["request", "reply"] : ["reply", "request"];
    const send =
      side === "server" ? (bytes: Buffer) => inner.write(bytes) : (bytes: Buffer) => this.push(bytes);
    for (const filter of filters) {
      filter.attach?.((frame) => {
        if (!this.destroyed && !inner.destroyed) send(packet(frame));
      });
    }
    inner.on("data", (bytes: Buffer) => {
      for (const frame of this.#incoming.push(bytes)) {
        if (!this.push(this.#through(this.#read, frame))) inner.pause();
      }
    });
    inner.on("end", () => this.push(null));
    inner.on("error", (error) => this.destroy(error));
    inner.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const frames = this.#outgoing.push(chunk).map((frame) => this.#through(this.#written, frame));
    this.#inner.write(Buffer.concat(frames), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }

  #through(way: "request" | "reply", frame: Buffer): Buffer {
    const order = way === "request" ? this.#filters.toReversed() : this.#filters;
    let frames: readonly Buffer[] = [frame];
    for (const filter of order) {
      if (filter[way]) frames = frames.flatMap((each) => filter[way]!(each));
    }
    return Buffer.concat(frames.map(packet));
  }
}
