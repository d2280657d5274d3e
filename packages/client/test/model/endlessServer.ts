import type { Duplex } from "node:stream";
import { FieldReader, frame, string, turns, u32, u64 } from "@sftp/testing";
import { Packet, status, Status } from "./status.ts";

/** How an endless server behaves. */
export interface EndlessOptions {
  /** The length of its file, in bytes; all of it zeros. */
  size: number;
  /** The most bytes of a READ and a WRITE. */
  payload: number;
  /** How many turns it takes over each WRITE, one after another. */
  writeTurns?: number;
}

/** A server with one file, of any length, that remembers nothing: memory that grows is not its own. */
export class EndlessServer {
  /** Bytes that were written, up to the highest. */
  written = 0;
  readonly #duplex: Duplex;
  readonly #options: EndlessOptions;
  readonly #zeros: Uint8Array;
  #unread = Buffer.alloc(0);
  #writing: Promise<void> = Promise.resolve();

  constructor(duplex: Duplex, options: EndlessOptions) {
    this.#duplex = duplex;
    this.#options = options;
    this.#zeros = new Uint8Array(options.payload);
    duplex.on("error", () => {});
    duplex.on("data", (chunk: Buffer) => this.#receive(chunk));
    duplex.on("end", () => duplex.end());
  }

  #receive(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    while (this.#unread.length >= 4) {
      const end = 4 + this.#unread.readUInt32BE();
      if (this.#unread.length < end) return;
      this.#answer(new FieldReader(Uint8Array.from(this.#unread.subarray(4, end))));
      this.#unread = this.#unread.subarray(end);
    }
  }

  #answer(reader: FieldReader): void {
    const type = reader.u8();
    const id = reader.u32();
    const { payload } = this.#options;
    switch (type) {
      case INIT:
        return this.#send(frame(VERSION, u32(3), string("limits@openssh.com"), string("1")));
      case Packet.EXTENDED:
        return this.#send(frame(Packet.EXTENDED_REPLY, u32(id), u64(0), u64(payload), u64(payload), u64(0)));
      case Packet.OPEN:
        return this.#send(frame(Packet.HANDLE, u32(id), string("h")));
      case Packet.LSTAT:
        return this.#send(status(id, Status.NO_SUCH_FILE));
      case Packet.FSTAT:
      case Packet.STAT:
        return this.#send(
          frame(Packet.ATTRS, u32(id), u32(1), u64(Math.max(this.#options.size, this.written))),
        );
      case Packet.READ:
        return this.#read(id, reader);
      case Packet.WRITE:
        return this.#write(id, reader);
      default:
        return this.#send(status(id, Status.OK));
    }
  }

  #read(id: number, reader: FieldReader): void {
    reader.string();
    const left = this.#options.size - Number(reader.u64());
    const length = Math.min(reader.u32(), left);
    if (length <= 0) return this.#send(status(id, Status.EOF));
    this.#send(frame(Packet.DATA, u32(id), string(this.#zeros.subarray(0, length))));
  }

  #write(id: number, reader: FieldReader): void {
    reader.string();
    const end = Number(reader.u64()) + reader.string().length;
    this.#writing = this.#acknowledge(id, end, this.#writing);
  }

  async #acknowledge(id: number, end: number, before: Promise<void>): Promise<void> {
    await before;
    await turns(this.#options.writeTurns ?? 0);
    this.written = Math.max(this.written, end);
    this.#send(status(id, Status.OK));
  }

  #send(packet: Uint8Array): void {
    if (this.#duplex.writable) this.#duplex.write(packet);
  }
}

const INIT = 1;
const VERSION = 2;
