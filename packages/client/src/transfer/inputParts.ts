import { Readable } from "node:stream";
import { unlessAborted } from "../session/unlessAborted.ts";

/**
 * The parts that a source gives, until the signal is aborted. The first one can be waited for before the rest. A source
 * that is not read to its end is destroyed when this is disposed of.
 */
export class InputParts<T> implements AsyncIterable<T>, AsyncDisposable {
  readonly #source: AsyncIterable<T> | Iterable<T>;
  readonly #signal: AbortSignal | undefined;
  #parts: AsyncIterator<T> | Iterator<T> | undefined;
  #first: Promise<IteratorResult<T>> | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<T> | Iterable<T>, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
    // Its error is heard by whoever reads it; one that nobody reads any more must not end the process.
    if (source instanceof Readable) source.on("error", () => {});
  }

  /** Waits for the first part, or the end. @throws what the source fails with */
  async ready(): Promise<void> {
    this.#first ??= this.#next();
    await this.#first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const next = await (this.#first ?? this.#next());
      this.#first = undefined;
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** A source that is stuck is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#source instanceof Readable) this.#source.destroy();
    else void Promise.resolve(this.#parts?.return?.()).catch(() => {});
  }

  async #next(): Promise<IteratorResult<T>> {
    this.#parts ??=
      (this.#source as AsyncIterable<T>)[Symbol.asyncIterator]?.() ??
      (this.#source as Iterable<T>)[Symbol.iterator]();
    const next = await unlessAborted(Promise.resolve(this.#parts.next()), this.#signal);
    this.#isOver = next.done === true;
    return next;
  }
}
