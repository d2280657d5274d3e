/**
 * Values one after another, which end in order also when a loop over them is left early or the iterator is disposed
 * of. Nothing is done before the first `next()`.
 */
export class DisposableIterator<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  readonly #values: AsyncGenerator<T, void, undefined>;

  /** @internal */
  constructor(values: AsyncGenerator<T, void, undefined>) {
    this.#values = values;
  }

  next(): Promise<IteratorResult<T, void>> {
    return this.#values.next();
  }

  /** Ends it early. */
  return(): Promise<IteratorResult<T, void>> {
    return this.#values.return();
  }

  /** All that is left, as an array. */
  async toArray(): Promise<T[]> {
    const values: T[] = [];
    for await (const value of this.#values) values.push(value);
    return values;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
