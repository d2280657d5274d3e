import { protocolError } from "./sftpError.ts";

/** 256 KiB, the most that OpenSSH accepts, and 1 KiB of slack. */
export const DEFAULT_MAX_FRAME = 256 * 1024 + 1024;

const LENGTH_SIZE = 4;

/**
 * Cuts a stream of bytes into frames (type and body, without the length). A frame inside one chunk is a
 * view of it; one across chunks is gathered once, into memory of its own. Nothing of a chunk is kept after
 * `push` returned, except by who was handed a view.
 */
export class FrameReader {
  readonly #maximum: number;
  /** The length field as far as it is here; only used when it is cut by a chunk's end. */
  readonly #length = new Uint8Array(LENGTH_SIZE);
  #lengthFilled = 0;
  #frame: Uint8Array | undefined;
  #frameFilled = 0;

  /** @param maximum the largest frame in bytes; a longer one is refused before anything is allocated */
  constructor(maximum: number = DEFAULT_MAX_FRAME) {
    this.#maximum = maximum;
  }

  /** Whether the bytes so far end between two frames. */
  get atBoundary(): boolean {
    return this.#frame === undefined && this.#lengthFilled === 0;
  }

  /**
   * Yields the frames that end in this chunk. The generator must be run to its end before the next `push`.
   *
   * @throws a protocol error for a length of 0 or above the maximum; the stream is lost then.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#frame === undefined) {
        at = this.#takeLength(chunk, at);
        if (this.#lengthFilled < LENGTH_SIZE) return;
        const length = this.#checkedLength();
        if (chunk.length - at >= length) {
          this.#lengthFilled = 0;
          yield chunk.subarray(at, at + length);
          at += length;
          continue;
        }
        this.#frame = new Uint8Array(length);
        this.#frameFilled = 0;
      }
      const frame = this.#frame;
      const part = chunk.subarray(at, at + frame.length - this.#frameFilled);
      frame.set(part, this.#frameFilled);
      this.#frameFilled += part.length;
      at += part.length;
      if (this.#frameFilled === frame.length) {
        this.#frame = undefined;
        this.#lengthFilled = 0;
        yield frame;
      }
    }
  }

  #takeLength(chunk: Uint8Array, at: number): number {
    let next = at;
    while (this.#lengthFilled < LENGTH_SIZE && next < chunk.length)
      this.#length[this.#lengthFilled++] = chunk[next++]!;
    return next;
  }

  #checkedLength(): number {
    const [a, b, c, d] = this.#length as unknown as [number, number, number, number];
    const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (length === 0 || length > this.#maximum) {
      throw protocolError(`a packet of ${length} bytes is announced, but 1 to ${this.#maximum} are allowed`);
    }
    return length;
  }
}
