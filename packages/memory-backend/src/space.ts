import { errno } from "./errno.ts";

/** What all files of a backend may take together, and what they take. */
export class Space {
  /** In bytes; holes are free. */
  readonly capacity: number;
  /** In bytes. */
  used = 0;
  /** Files, folders and links. */
  nodes = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Takes what is needed, or nothing. @throws ENOSPC if there is not enough left */
  take(bytes: number): void {
    if (this.used + bytes > this.capacity) throw errno("ENOSPC");
    this.used += bytes;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }
}
