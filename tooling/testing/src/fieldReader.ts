/**
 * Takes fields from bytes in the order of the wire, as {@link u32} and its neighbours put them; throws where the
 * bytes end.
 */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u8(): number {
    return Number(this.#integer(1));
  }

  u32(): number {
    return Number(this.#integer(4));
  }

  u64(): bigint {
    return this.#integer(8);
  }

  /** A `string` as bytes. */
  string(): Uint8Array {
    return this.#take(this.u32());
  }

  /** A `string` as text; throws where it is not UTF-8. */
  text(): string {
    return new TextDecoder("utf-8", { fatal: true }).decode(this.string());
  }

  /** Everything that was not taken yet. */
  rest(): Uint8Array {
    return this.#take(this.#bytes.length - this.#at);
  }

  #integer(size: number): bigint {
    return this.#take(size).reduce<bigint>((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  #take(length: number): Uint8Array {
    const taken = this.#bytes.slice(this.#at, this.#at + length);
    if (taken.length < length)
      throw new RangeError(`${length} bytes wanted at ${this.#at}, ${taken.length} are there`);
    this.#at += length;
    return taken;
  }
}
