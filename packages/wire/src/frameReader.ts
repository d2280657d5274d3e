import { protocolError } from "./sftpError.ts";
import { checkUInt32 } from "./uint64.ts";

/** 256 KiB, the most that OpenSSH accepts, and 1 KiB of slack. */
export const DEFAULT_MAX_FRAME = 256 * 1024 + 1024;

const LENGTH_SIZE = 4;

/** Memory that was given back is kept for so many frames, if they are large: for as many as a transfer has on its way. */
const SPARE_FRAMES = 64;
const LARGE = 16 * 1024;
const SHARED = 64 * 1024;

const NONE = new Uint8Array(0);

/**
 * Cuts a stream of bytes into frames (type and body, without the length). A frame inside one chunk is a view of it; one
 * across chunks is gathered in memory of its own. That is allocated at once, so that every byte is copied once, if the
 * stream has brought as much before; else it grows with what has arrived, whatever length was announced. Nothing of a
 * chunk is kept after `push` returned, except by who was handed a view.
 */
export class FrameReader {
  readonly #maximum: number;
  /** The length field as far as it is here. */
  readonly #prefix = new Uint8Array(LENGTH_SIZE);
  #prefixFilled = 0;
  /** How long the frame is that is being gathered; 0 between frames. */
  #length = 0;
  #gathered: Uint8Array = NONE;
  #gatheredFilled = 0;
  /** The bytes of all frames so far: as much as this peer is trusted with. */
  #brought = 0;
  /** The large memory that frames were gathered in, each as long as somebody may look at it. */
  readonly #lent = new WeakSet<ArrayBufferLike>();
  /** Memory of gathered frames that nobody looks at any more. */
  #spare: ArrayBufferLike[] = [];
  /** Memory that small frames share which are not left in their chunk. */
  #shared: Uint8Array = NONE;

  /** @param maximum the largest frame in bytes; a longer one is refused before anything is allocated */
  constructor(maximum: number = DEFAULT_MAX_FRAME) {
    checkUInt32(maximum, "maximum");
    this.#maximum = maximum;
  }

  /** Whether the bytes so far end between two frames. */
  get atBoundary(): boolean {
    return this.#prefixFilled === 0;
  }

  /**
   * Yields the frames that end in this chunk. Who leaves the generator after a frame has the rest of the chunk to push
   * again.
   *
   * @param isLent whether the chunk is somebody else's again afterwards, so that no frame may stay a view of it
   * @throws a protocol error for a length of 0 or above the maximum; the stream is lost then.
   */
  *push(chunk: Uint8Array, isLent = false): Generator<Uint8Array, void, undefined> {
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
      yield this.#complete(part, isLent);
    }
  }

  /**
   * Gives back a frame, or a view of it, that was handed out: if it was gathered here, its memory is used for a later
   * one of the same length; a chunk stays its owner's. Allocating and collecting memory for each large frame costs more
   * than all else that is done with it.
   *
   * @returns whether memory is kept for that
   */
  release({ buffer }: Uint8Array): boolean {
    if (!this.#lent.delete(buffer)) return false;
    this.#spare.push(buffer);
    if (this.#spare.length > SPARE_FRAMES) this.#spare.shift();
    return true;
  }

  /** Lets go of all memory that is kept for later frames; to be called when none come for a while. */
  dropSpare(): void {
    this.#spare = [];
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
      const larger = this.#memory(Math.min(this.#length, Math.max(filled * 2, this.#brought)));
      larger.set(this.#gathered.subarray(0, this.#gatheredFilled));
      this.#gathered = larger;
    }
    this.#gathered.set(part, this.#gatheredFilled);
    this.#gatheredFilled = filled;
  }

  #memory(length: number): Uint8Array {
    const index = this.#spare.findLastIndex(({ byteLength }) => byteLength === length);
    const memory = index < 0 ? new Uint8Array(length) : new Uint8Array(this.#spare.splice(index, 1)[0]!);
    if (length >= LARGE) this.#lent.add(memory.buffer);
    return memory;
  }

  #share(length: number): Uint8Array {
    if (this.#shared.length < length) this.#shared = new Uint8Array(SHARED);
    const memory = this.#shared.subarray(0, length);
    this.#shared = this.#shared.subarray(length);
    return memory;
  }

  /** The frame that ends with `part`: `part` itself if there is nothing else of it, and it is not only lent. */
  #complete(part: Uint8Array, isLent: boolean): Uint8Array {
    let frame = part;
    if (this.#gatheredFilled > 0) {
      this.#gather(part);
      frame = this.#gathered;
    } else if (isLent) {
      frame = part.length < LARGE ? this.#share(part.length) : this.#memory(part.length);
      frame.set(part);
    }
    this.#brought += this.#length;
    this.#prefixFilled = 0;
    this.#length = 0;
    this.#gathered = NONE;
    this.#gatheredFilled = 0;
    return frame;
  }
}
