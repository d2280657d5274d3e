import { MAXIMUM_INPUT } from "./target.ts";

/**
 * Memory of two threads in which one writes what it is about to do, and the other reads it when nothing more comes.
 */
export class Blackboard {
  readonly memory: SharedArrayBuffer;
  /** How many inputs were written, and how long the last one is. */
  readonly #numbers: Int32Array;
  readonly #input: Uint8Array;

  constructor(memory = new SharedArrayBuffer(8 + MAXIMUM_INPUT)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, 2);
    this.#input = new Uint8Array(memory, 8);
  }

  write(input: Uint8Array): void {
    this.#input.set(input);
    this.#numbers[1] = input.length;
    Atomics.add(this.#numbers, 0, 1);
  }

  get written(): number {
    return Atomics.load(this.#numbers, 0) >>> 0;
  }

  /** The input written last. */
  get input(): Uint8Array {
    return this.#input.slice(0, this.#numbers[1]);
  }
}
