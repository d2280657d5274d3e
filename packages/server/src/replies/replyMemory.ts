/** So many replies' memory is kept for others by all sessions of this process together. */
const MOST = 64;

let kept = 0;

/**
 * Memory for the replies of one session's reads: that of replies which are sent serves later ones. A client that reads a
 * small file asks for as much as it may, and one that reads a large file wants as much all the time: to allocate it for
 * each read, and to collect it, would cost more than all else that is done.
 */
export class ReplyMemory {
  readonly #lent = new WeakSet<ArrayBufferLike>();
  #spare: Uint8Array[] = [];
  #over = false;

  /** At least `size` bytes. */
  take(size: number): Uint8Array {
    const index = this.#spare.findLastIndex(({ length }) => length >= size);
    const memory = index < 0 ? new Uint8Array(size) : this.#spare.splice(index, 1)[0]!;
    if (index >= 0) kept--;
    this.#lent.add(memory.buffer);
    return memory;
  }

  /** Nobody looks at these bytes any more. Only what was taken here is kept, be it given back whole or in part. */
  giveBack({ buffer }: Uint8Array): void {
    if (!this.#lent.delete(buffer) || this.#over || kept === MOST) return;
    this.#spare.push(new Uint8Array(buffer));
    kept++;
  }

  /** The session is over. */
  end(): void {
    this.#over = true;
    kept -= this.#spare.length;
    this.#spare = [];
  }
}
