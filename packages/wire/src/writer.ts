import type { NameCodec } from "./names.ts";
import { checkUInt32, checkUInt64, type UInt64 } from "./uint64.ts";
import { utf8 } from "./utf8.ts";

/** Most messages fit into this, and engines make arrays up to this size without a buffer of their own. */
const INITIAL_SIZE = 64;

/**
 * Puts the protocol's primitive types into a growing buffer. A value that does not fit is a RangeError, one of the
 * wrong type a TypeError; both name the field.
 */
export class Writer {
  readonly #names: NameCodec;
  #bytes: Uint8Array;
  #length = 0;

  /** @param memory what to begin with; as long as everything fits, nothing else is allocated */
  constructor(names: NameCodec = utf8, memory: Uint8Array = new Uint8Array(INITIAL_SIZE)) {
    this.#names = names;
    this.#bytes = memory;
  }

  /** How many bytes have been put. */
  get length(): number {
    return this.#length;
  }

  /** Begins a packet: leaves room for its length and puts its type. */
  begin(type: number): void {
    this.skip(4);
    this.u8(type);
  }

  /** The packet that was begun, its length set. */
  packet(): Uint8Array {
    this.setU32(0, this.#length - 4);
    return this.finish();
  }

  u8(value: number): void {
    const at = this.skip(1);
    this.#bytes[at] = value;
  }

  u32(value: number, field: string): void {
    checkUInt32(value, field);
    this.setU32(this.skip(4), value);
  }

  u64(value: UInt64, field: string): void {
    checkUInt64(value, field);
    const at = this.skip(8);
    if (typeof value === "bigint") {
      this.setU32(at, Number(value >> 32n));
      this.setU32(at + 4, Number(value & 0xffff_ffffn));
    } else {
      this.setU32(at, Math.floor(value / 0x1_0000_0000));
      this.setU32(at + 4, value);
    }
  }

  /** A string of these bytes, copied. */
  bytes(value: Uint8Array, field: string): void {
    checkBytes(value, field);
    this.u32(value.length, field);
    this.rest(value, field);
  }

  /** A string that holds a name, by the session's name codec. */
  text(value: string, field: string): void {
    if (typeof value !== "string") throw new TypeError(`${field} must be a string, but is ${typeof value}`);
    if (this.#names !== utf8 || !this.#ascii(value)) this.bytes(this.#encode(value, field), field);
  }

  /** Bytes without a length before them, copied. */
  rest(value: Uint8Array, field: string): void {
    checkBytes(value, field);
    const at = this.skip(value.length);
    this.#bytes.set(value, at);
  }

  /** Leaves `length` bytes to be filled later; returns where they begin. */
  skip(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    return at;
  }

  /** Sets 4 bytes that were put or skipped before, to the lower 32 bits of `value`. */
  setU32(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }

  /** All that was put; the writer must not be used again. */
  finish(): Uint8Array {
    // A view of a small array would cost it the cheap memory that it has.
    if (this.#bytes.length === INITIAL_SIZE) return this.#bytes.slice(0, this.#length);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Puts a string of ASCII, which nearly all names are, without a detour over the codec; false if it is none. */
  #ascii(value: string): boolean {
    const before = this.#length;
    let at = this.skip(4 + value.length);
    this.setU32(at, value.length);
    at += 4;
    const bytes = this.#bytes;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) {
        this.#length = before;
        return false;
      }
      bytes[at + i] = unit;
    }
    return true;
  }

  #encode(value: string, field: string): Uint8Array {
    try {
      return this.#names.encode(value);
    } catch (cause) {
      throw new RangeError(`${field} cannot be sent: ${String(cause)}`, { cause });
    }
  }
}

function checkBytes(value: Uint8Array, field: string): void {
  if (!ArrayBuffer.isView(value) || value.BYTES_PER_ELEMENT !== 1) {
    throw new TypeError(`${field} must be a Uint8Array, but is ${typeof value}`);
  }
}
