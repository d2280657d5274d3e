/**
 * SFTP bytes written by hand, as the draft spells them. Tests compare the codec with these, so nothing here may ever
 * be built on the codec itself.
 */

/** One byte. */
export function u8(value: number): Uint8Array {
  return integer(BigInt(value), 1);
}

/** A `uint16`, which only `supported2` of SFTP v6 uses. */
export function u16(value: number): Uint8Array {
  return integer(BigInt(value), 2);
}

/** A `uint32`, most significant byte first. */
export function u32(value: number): Uint8Array {
  return integer(BigInt(value), 4);
}

/** A `uint64`, most significant byte first. */
export function u64(value: number | bigint): Uint8Array {
  return integer(BigInt(value), 8);
}

/** A `string`: its length in bytes as `uint32`, then the bytes; text goes out as UTF-8. */
export function string(value: string | Uint8Array): Uint8Array {
  const content = raw(value);
  return join(u32(content.length), content);
}

/** Bytes as they are: text as UTF-8, without a length before it. */
export function raw(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

/** The parts one after another, in memory of their own. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** A whole packet: `uint32 length`, `byte type`, then the parts, of which the first is usually `u32(requestId)`. */
export function frame(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return string(join(u8(type), ...parts));
}

function integer(value: bigint, size: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(size * 8)) {
    throw new RangeError(`${value} does not fit into ${size} unsigned bytes`);
  }
  const bytes = new Uint8Array(size);
  for (let at = size - 1; at >= 0; at--) {
    bytes[at] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}
