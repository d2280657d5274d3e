import type { Bell } from "./bell.ts";

/** A read that has not come to its end. */
export interface Reader {
  /** Where it goes on. */
  position: number;
  /** Up to where all that it needs is on its way or due. */
  required: number;
  /** Where it ends; lower once the file is known to end before. */
  to: number;
  readonly signal: AbortSignal;
}

/** A piece of a file on its way into memory, or there already. */
export interface Block {
  readonly from: number;
  to: number;
  /** The read that needs it; none if it is fetched ahead. */
  readonly owner: Reader | undefined;
  /** Whether its request has been sent. */
  asked: boolean;
  /** Whether something was written after that, which may have moved the end of the file. */
  isOutdated: boolean;
  /** Whether its bytes count in the window. */
  counted: boolean;
  /** The bytes, once they have come, and the reply that they are part of. */
  data?: Uint8Array;
  reply?: { readonly bytes: number; untaken: number };
  /** Why there will be no bytes: the file ends here, the request failed, or nobody wants them any more. */
  outcome?: "end" | "dropped" | { readonly error: unknown };
  /** Rings when there are bytes or an outcome. */
  readonly news: Bell;
}

/** Disjoint blocks in the order of the file. */
export class Blocks {
  readonly #list: Block[] = [];

  /** The block that holds this position. */
  at(position: number): Block | undefined {
    const block = this.#list[this.#firstAfter(position)];
    return block !== undefined && block.from <= position ? block : undefined;
  }

  /** The blocks that share bytes with `[from, to)`, ascending; all of them by default. */
  within(from = 0, to: number = Number.POSITIVE_INFINITY): Block[] {
    const first = this.#firstAfter(from);
    let last = first;
    while (last < this.#list.length && this.#list[last]!.from < to) last++;
    return this.#list.slice(first, last);
  }

  insert(block: Block): void {
    this.#list.splice(this.#firstAfter(block.from), 0, block);
  }

  delete(block: Block): void {
    const index = this.#firstAfter(block.from);
    if (this.#list[index] === block) this.#list.splice(index, 1);
  }

  /**
   * Drops those bytes of `[from, to)` that have come. A reply's memory is only free once its last byte is gone.
   *
   * @returns how many bytes of memory are free now
   */
  cutOut(from: number, to: number): number {
    let freed = 0;
    for (const block of this.within(from, to)) {
      const { data, reply } = block;
      if (data === undefined || reply === undefined) continue;
      const start = Math.max(from, block.from);
      const end = Math.min(to, block.to);
      this.delete(block);
      if (block.from < start) {
        this.insert({ ...block, to: start, data: data.subarray(0, start - block.from) });
      }
      if (end < block.to) this.insert({ ...block, from: end, data: data.subarray(end - block.from) });
      reply.untaken -= end - start;
      if (reply.untaken === 0) freed += reply.bytes;
    }
    return freed;
  }

  /** The index of the first block that ends after this position. */
  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#list[middle]!.to > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
