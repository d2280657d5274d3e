/** So many sessions of this process keep memory between two reads. */
const MOST = 64;

let kept = 0;

/**
 * Memory for the replies of one session's reads. A client that reads a small file asks for as much as it may: what was
 * made ready for that, and not needed, serves the next read. To allocate it each time would cost more than all
 * else that is done for such a read.
 */
export class ReplyMemory {
  #spare: Uint8Array | undefined;
  #over = false;

  /** At least `size` bytes; who got them and sends them away does not give them back. */
  take(size: number): Uint8Array {
    const spare = this.#spare;
    if (spare === undefined || spare.length < size) return new Uint8Array(size);
    this.#drop();
    return spare;
  }

  /** Nobody looks at these bytes any more. */
  giveBack(memory: Uint8Array): void {
    if (this.#over || memory.length <= (this.#spare?.length ?? 0)) return;
    this.#drop();
    if (kept === MOST) return;
    this.#spare = memory;
    kept++;
  }

  /** The session is over. */
  end(): void {
    this.#over = true;
    this.#drop();
  }

  #drop(): void {
    if (this.#spare === undefined) return;
    this.#spare = undefined;
    kept--;
  }
}
