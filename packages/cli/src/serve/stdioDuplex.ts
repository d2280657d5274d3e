import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";
import { BufferPool, type MemoryAwareDuplex } from "@sftp/channel";

type Done = (error?: Error | null) => void;

/** As much as a pipe of Linux holds: one read empties it. */
const CHUNK = 64 * 1024;

/**
 * This process's stdin and stdout as a Duplex. `process.stdout` alone would not do: it cannot be ended, and clients wait
 * for the end.
 *
 * The memory of a chunk is used again for the next one when the `data` listeners have returned, unless the chunk was
 * kept in the stream: otherwise every read of 64 KiB would allocate as much.
 */
export class StdioDuplex extends Duplex implements MemoryAwareDuplex {
  /** A pipe and a file have what was written once they call back. */
  readonly releasesWritten = true;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #pool = new BufferPool();
  #memory = this.#pool.acquire(CHUNK);

  constructor() {
    super();
    this.#input = isStream(0) ? this.#openInput() : process.stdin.on("data", (chunk) => this.#take(chunk));
    this.#output = isStream(1) ? new Socket({ fd: 1, readable: false, writable: true }) : process.stdout;
    for (const side of [this.#input, this.#output]) side.on("error", (error) => this.destroy(error));
    this.#input.on("end", () => this.push(null));
  }

  override _read(): void {
    this.#input.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#output.write(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#output.cork();
    for (const [index, { chunk }] of chunks.entries()) {
      this.#output.write(chunk, index === chunks.length - 1 ? done : undefined);
    }
    this.#output.uncork();
  }

  override _final(done: Done): void {
    this.#output.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#input.destroy();
    this.#output.destroy();
    done(error);
  }

  /** Reads into memory of a pool. Node's types do not know that a socket which is there already may be told to. */
  #openInput(): Socket {
    const onread = {
      buffer: () => this.#memory,
      callback: (length: number, memory: Uint8Array) => {
        const more = this.#take(memory.subarray(0, length));
        if (this.readableLength === 0) this.#pool.release(memory);
        this.#memory = this.#pool.acquire(CHUNK);
        return more;
      },
    };
    const options = { fd: 0, readable: true, writable: false, onread };
    return new Socket(options).resume();
  }

  /** Passes a chunk on; returns whether more is wanted. */
  #take(chunk: Uint8Array): boolean {
    const more = this.push(chunk);
    if (!more) this.#input.pause();
    return more;
  }
}

/** Whether a descriptor is a pipe or a socket. */
function isStream(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket();
}
