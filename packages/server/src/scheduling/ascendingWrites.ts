import { SFTPError, StatusCode } from "@sftp/wire";

import type { Awaitable } from "../backend/backend.ts";

/** A write that waits for its turn; one of the two is called, once. */
export interface WaitingWrite {
  open(): void;
  refuse(error: SFTPError): void;
}

interface EarlyWrite extends WaitingWrite {
  readonly end: number;
}

/**
 * The writes to a file that can only grow at its end: let through without gaps, and early ones held until what comes
 * before them has arrived. Once one has failed, so does all that follows.
 */
export class AscendingWrites {
  readonly #early = new Map<number, EarlyWrite>();
  #next: number;
  /** The end of the farthest write that was refused for being early. */
  #missed = 0;
  #failed = false;

  /** @param start the offset in bytes that the first write must have */
  constructor(start: number) {
    this.#next = start;
  }

  /** Whether what was written is not what was meant: something is missing. */
  get broken(): boolean {
    return this.#failed || this.#next < this.#missed;
  }

  /** Opens, holds or refuses a write. @returns for a held one, how to refuse it before its turn */
  offer(offset: number, length: number, write: WaitingWrite): (() => void) | undefined {
    if (offset < this.#next || this.#early.has(offset)) {
      this.#failed = true;
      write.refuse(
        refusal(
          `this file is written in ascending order: ${offset} was written already, ${this.#next} is next`,
        ),
      );
      return undefined;
    }
    const early = { ...write, end: offset + length };
    if (offset > this.#next) {
      this.#early.set(offset, early);
      return () => this.#refuse(offset, early);
    }
    this.#pass(early);
    return undefined;
  }

  /** Does a write whose turn it is. @throws SFTPError if one before it has failed */
  async write(run: () => Awaitable<void>): Promise<void> {
    if (this.#failed) throw refusal("a write before this one has failed");
    try {
      await run();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** No further write comes: what is still held is behind a gap. */
  end(): void {
    for (const [offset, early] of this.#early) this.#refuse(offset, early);
  }

  #pass(write: EarlyWrite): void {
    for (let next: EarlyWrite | undefined = write; next !== undefined; next = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#next = next.end;
      next.open();
    }
  }

  #refuse(offset: number, early: EarlyWrite): void {
    this.#early.delete(offset);
    this.#missed = Math.max(this.#missed, early.end);
    early.refuse(
      refusal(
        `this file is written in ascending order: ${offset} came early and nothing came at ${this.#next}`,
      ),
    );
  }
}

function refusal(message: string): SFTPError {
  return new SFTPError(StatusCode.FAILURE, message);
}
