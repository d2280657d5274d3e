import { type NameCodec, utf8 } from "./names.ts";
import { checkUInt32, checkUInt64, type UInt64 } from "./uint64.ts";

/** Most requests fit into this; a longer one grows by doubling. */
const INITIAL_SIZE = 128;

/** Puts the protocol's primitive types into a growing buffer. Values that do not fit are a RangeError. */
export class Writer {
  readonly #names: NameCodec;
  #bytes = new Uint8Array(INITIAL_SIZE);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(names: NameCodec = utf8) {
    this.#names = names;
  }

  /** How many bytes have been put. */
  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#bytes[this.#grow(1)] = value;
  }

  u32(value: number, field: string): void {
    checkUInt32(value, field);
    const at = this.#grow(4);
    this.#view.setUint32(at, value);
  }

  u64(value: UInt64, field: string): void {
    checkUInt64(value, field);
    const at = this.#grow(8);
    if (typeof value === "bigint") {
      this.#view.setBigUint64(at, value);
    } else {
      this.#view.setUint32(at, Math.floor(value / 0x1_0000_0000));
      this.#view.setUint32(at + 4, value >>> 0);
    }
  }

  /** A string of these bytes, copied. */
  bytes(value: Uint8Array, field: string): void {
    this.u32(value.length, field);
    this.rest(value);
  }

  /** A string that holds a name, by the session's name codec. */
  text(value: string, field: string): void {
    if (typeof value !== "string") throw new TypeError(`${field} must be a string, but is ${typeof value}`);
    this.bytes(this.#names.encode(value), field);
  }

  /** Bytes without a length before them, copied. */
  rest(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Leaves `length` bytes to be filled later; returns where they begin. */
  skip(length: number): number {
    return this.#grow(length);
  }

  /** Sets 4 bytes that were put or skipped before. */
  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value);
  }

  /** All that was put; the writer gives its buffer away and must not be used again. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for `length` bytes; returns where they begin. */
  #grow(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
