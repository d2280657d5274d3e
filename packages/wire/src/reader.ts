import type { NameCodec } from "./names.ts";
import { protocolError } from "./sftpError.ts";
import type { UInt64 } from "./uint64.ts";
import { utf8 } from "./utf8.ts";

/**
 * Takes the protocol's primitive types from the bytes of one frame, in order. Whatever would run past the end
 * is a protocol error; nothing is allocated for a length before the bytes are known to be there.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #names: NameCodec;
  #offset = 0;

  constructor(bytes: Uint8Array, names: NameCodec = utf8) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#names = names;
  }

  /** How many bytes have not been taken yet. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u64(): UInt64 {
    const at = this.#take(8);
    const high = this.#view.getUint32(at);
    if (high > 0x1f_ffff) return this.#view.getBigUint64(at);
    return high * 0x1_0000_0000 + this.#view.getUint32(at + 4);
  }

  bigUint64(): bigint {
    return this.#view.getBigUint64(this.#take(8));
  }

  /** A string as a view into the frame: valid for as long as the frame is. */
  blob(): Uint8Array {
    const length = this.u32();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A string as bytes of its own. */
  bytes(): Uint8Array {
    return new Uint8Array(this.blob());
  }

  /** A string as a name, by the session's name codec. */
  text(): string {
    const bytes = this.blob();
    try {
      return this.#names.decode(bytes);
    } catch (error) {
      throw protocolError(
        `a name of ${bytes.length} bytes is not in the session's charset: ${String(error)}`,
      );
    }
  }

  /** All that is left, as a view into the frame. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#take(this.remaining));
  }

  /** A string as a reader of its own, for what is packed into it. */
  inner(): Reader {
    return new Reader(this.blob(), this.#names);
  }

  /** A count of elements that take at least `minimum` bytes each, so a lying count is found out here. */
  count(minimum: number): number {
    const count = this.u32();
    if (count > this.remaining / minimum) {
      throw protocolError(`a count of ${count} does not fit the ${this.remaining} bytes left in the packet`);
    }
    return count;
  }

  #take(length: number): number {
    const at = this.#offset;
    if (length > this.remaining) {
      throw protocolError(
        `the packet ends ${length - this.remaining} bytes early (${length} wanted at ${at})`,
      );
    }
    this.#offset += length;
    return at;
  }
}
