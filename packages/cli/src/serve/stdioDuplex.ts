import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";

type Done = (error?: Error | null) => void;

/**
 * This process's stdin and stdout as a Duplex. `process.stdout` alone would not do: it cannot be ended, and clients wait
 * for the end.
 */
export class StdioDuplex extends Duplex {
  readonly #input: Readable;
  readonly #output: Writable;

  constructor() {
    super();
    this.#input = isStream(0) ? new Socket({ fd: 0, readable: true, writable: false }) : process.stdin;
    this.#output = isStream(1) ? new Socket({ fd: 1, readable: false, writable: true }) : process.stdout;
    for (const side of [this.#input, this.#output]) side.on("error", (error) => this.destroy(error));
    this.#input.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) this.#input.pause();
    });
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
}

/** Whether a descriptor is a pipe or a socket. */
function isStream(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket();
}
