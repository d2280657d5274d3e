import { protocolError } from "./sftpError.ts";
import { checkUInt32 } from "./uint64.ts";

/** 256 KiB, the most that OpenSSH accepts, and 1 KiB of slack. */
export const DEFAULT_MAX_FRAME = 256 * 1024 + 1024;

const LENGTH_SIZE = 4;

/** From this length on, a frame gets memory that can be reused; for a shorter one that costs more than it saves. */
const LARGE = 16 * 1024;

const NONE = new Uint8Array(0);

/** One frame of a stream: type and body, without the length. */
export interface Frame {
  readonly bytes: Uint8Array;
  /**
   * Whether the receiver owns the memory: nobody else writes to it, and it can be released to where the reader acquired
   * it. Otherwise it is borrowed: a view of the chunk, valid until the next frame is asked for.
   */
  readonly owned: boolean;
}

/** Where a `FrameReader` gets memory for large frames. */
export interface FrameMemory {
  /** Memory of exactly this length; its content is undefined. */
  acquire(length: number): Uint8Array;
  /** Takes back what was acquired here; nobody reads it any more. */
  release(memory: Uint8Array): void;
}

const FRESH: FrameMemory = { acquire: (length) => new Uint8Array(length), release() {} };

/**
 * Cuts a stream of bytes into frames. A small frame inside one chunk is a view of it; a large one, and one across chunks,
 * is copied once into memory of its own. That grows with what has arrived, whatever length was announced, until the stream
 * has brought as much before. The reader keeps nothing of a chunk.
 */
export class FrameReader {
  readonly #maximum: number;
  readonly #memory: FrameMemory;
  /** The length field as far as it is here. */
  readonly #prefix = new Uint8Array(LENGTH_SIZE);
  #prefixFilled = 0;
  /** How long the frame is that is being gathered; 0 between frames. */
  #length = 0;
  #gathered: Uint8Array = NONE;
  #gatheredFilled = 0;
  /** The bytes of all frames so far: as much as this peer is trusted with. */
  #brought = 0;

  /**
   * @param maximum the largest frame in bytes; a longer one is refused before anything is allocated
   * @param memory where the memory of large frames comes from. Default: newly allocated.
   */
  constructor(maximum: number = DEFAULT_MAX_FRAME, memory: FrameMemory = FRESH) {
    checkUInt32(maximum, "maximum");
    this.#maximum = maximum;
    this.#memory = memory;
  }

  /** Whether the bytes so far end between two frames. */
  get atBoundary(): boolean {
    return this.#prefixFilled === 0;
  }

  /**
   * Yields the frames that end in this chunk. Who leaves the generator after a frame has the rest of the chunk to push
   * again.
   *
   * @throws a protocol error for a length of 0 or above the maximum; the stream is lost then.
   */
  *push(chunk: Uint8Array): Generator<Frame, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#length === 0) {
        at = this.#takePrefix(chunk, at);
        if (this.#prefixFilled < LENGTH_SIZE) return;
        this.#length = this.#checkedLength();
      }
      const end = at + this.#length - this.#gatheredFilled;
      if (end > chunk.length) {
        this.#gather(chunk.subarray(at));
        return;
      }
      const part = chunk.subarray(at, end);
      at = end;
      yield this.#complete(part);
    }
  }

  #takePrefix(chunk: Uint8Array, at: number): number {
    let next = at;
    while (this.#prefixFilled < LENGTH_SIZE && next < chunk.length) {
      this.#prefix[this.#prefixFilled++] = chunk[next++]!;
    }
    return next;
  }

  #checkedLength(): number {
    const [a, b, c, d] = this.#prefix as unknown as [number, number, number, number];
    const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (length === 0 || length > this.#maximum) {
      throw protocolError(`a packet of ${length} bytes is announced, but 1 to ${this.#maximum} are allowed`);
    }
    return length;
  }

  #gather(part: Uint8Array): void {
    const filled = this.#gatheredFilled + part.length;
    if (filled > this.#gathered.length) {
      const smaller = this.#gathered;
      this.#gathered = this.#acquire(Math.min(this.#length, Math.max(filled * 2, this.#brought)));
      this.#gathered.set(smaller.subarray(0, this.#gatheredFilled));
      this.#memory.release(smaller);
    }
    this.#gathered.set(part, this.#gatheredFilled);
    this.#gatheredFilled = filled;
  }

  #acquire(length: number): Uint8Array {
    return length < LARGE ? new Uint8Array(length) : this.#memory.acquire(length);
  }

  /** The frame that ends with `part`. */
  #complete(part: Uint8Array): Frame {
    const owned = this.#gatheredFilled > 0 || part.length >= LARGE;
    this.#brought += this.#length;
    if (owned) this.#gather(part);
    const bytes = owned ? this.#gathered : part;
    this.#prefixFilled = 0;
    this.#length = 0;
    this.#gathered = NONE;
    this.#gatheredFilled = 0;
    return { bytes, owned };
  }
}
