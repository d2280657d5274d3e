import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";

type Done = (error?: Error | null) => void;

/** As much as a pipe of Linux holds: one read empties it. */
const CHUNK = 64 * 1024;

/**
 * This process's stdin and stdout as a Duplex. `process.stdout` alone would not do: it cannot be ended, and clients wait
 * for the end.
 *
 * The memory of a chunk is used again for the next one when the listeners for `data` have returned, unless the chunk
 * was kept in the stream: a read for every 64 KiB would else allocate as much as it reads.
 */
export class StdioDuplex extends Duplex {
  /** Tells a `FrameChannel` that the memory of what was written is nobody's but its own again. */
  readonly forgetsWritten = true;
  readonly #input: Readable;
  readonly #output: Writable;
  #memory = memoryForChunk();

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

  /** Reads into memory of ours. Node's types do not know that a socket which is there already may be told to. */
  #openInput(): Socket {
    const onread = {
      buffer: () => this.#memory,
      callback: (length: number, memory: Uint8Array) => this.#take(memory.subarray(0, length)),
    };
    const options = { fd: 0, readable: true, writable: false, onread };
    return new Socket(options).resume();
  }

  /** Passes a chunk on; returns whether more is wanted. */
  #take(chunk: Uint8Array): boolean {
    const more = this.push(chunk);
    if (this.readableLength > 0) this.#memory = memoryForChunk();
    if (!more) this.#input.pause();
    return more;
  }
}

/** One byte larger than a chunk, so that nobody takes a frame that fills the chunk for one in memory of its own. */
function memoryForChunk(): Buffer {
  return Buffer.allocUnsafeSlow(CHUNK + 1).subarray(0, CHUNK);
}

/** Whether a descriptor is a pipe or a socket. */
function isStream(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket();
}
