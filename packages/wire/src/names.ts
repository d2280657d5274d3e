/**
 * How names travel: bytes on the wire, strings in the API. A codec must be lossless for the bytes it can
 * meet, or names that it mangles can be listed but not opened.
 */
export interface NameCodec {
  /** The bytes of a name; the caller owns the result. */
  encode(name: string): Uint8Array;
  /** The name for these bytes; must not keep a view of them. */
  decode(bytes: Uint8Array): string;
}

const REPLACEMENT = 0xfffd;
/** Undecodable byte 0xNN becomes the lone surrogate U+DCNN, as in Python's surrogateescape. */
const ESCAPE = 0xdc00;

/**
 * UTF-8 without loss: bytes that are not valid UTF-8 become lone surrogates U+DC80 to U+DCFF and go back to
 * the same bytes. Any other lone surrogate is written as U+FFFD, as `TextEncoder` does.
 */
export const utf8: NameCodec = { encode: encodeUtf8, decode: decodeUtf8 };

/** Latin-1 (ISO 8859-1): every byte is the character of the same number. Characters above U+00FF are refused. */
export const latin1: NameCodec = {
  encode(name) {
    const bytes = new Uint8Array(name.length);
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      if (unit > 0xff) throw new RangeError(`character ${i + 1} of the name has no byte in Latin-1`);
      bytes[i] = unit;
    }
    return bytes;
  },
  decode: (bytes) => joinCodePoints(Array.from(bytes)),
};

function encodeUtf8(name: string): Uint8Array {
  const bytes = new Uint8Array(name.length * 3);
  let length = 0;
  for (let i = 0; i < name.length; i++) {
    let point = name.charCodeAt(i);
    if (point < 0x80) {
      bytes[length++] = point;
      continue;
    }
    if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
      bytes[length++] = point - ESCAPE;
      continue;
    }
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = point < 0xdc00 ? name.charCodeAt(i + 1) : Number.NaN;
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else {
        point = REPLACEMENT;
      }
    }
    if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[length++] = 0xe0 | (point >> 12);
      } else {
        bytes[length++] = 0xf0 | (point >> 18);
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[length++] = 0x80 | (point & 0x3f);
  }
  return bytes.subarray(0, length);
}

function decodeUtf8(bytes: Uint8Array): string {
  const points: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      points.push(ESCAPE + bytes[i]!);
      i++;
      continue;
    }
    points.push(codePoint(bytes, i, length));
    i += length;
  }
  return joinCodePoints(points);
}

/** The length of the valid UTF-8 sequence at `i`, or 0 if there is none (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i]!;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return 0;
  const second = bytes[i + 1]!;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let k = i + 2; k < i + length; k++) {
    if ((bytes[k]! & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function codePoint(bytes: Uint8Array, i: number, length: number): number {
  if (length === 1) return bytes[i]!;
  let point = bytes[i]! & (0xff >> (length + 1));
  for (let k = i + 1; k < i + length; k++) point = (point << 6) | (bytes[k]! & 0x3f);
  return point;
}

/** `String.fromCodePoint` takes its arguments on the stack; long names go in slices. */
function joinCodePoints(points: number[]): string {
  if (points.length <= 4096) return String.fromCodePoint(...points);
  let text = "";
  for (let i = 0; i < points.length; i += 4096) text += String.fromCodePoint(...points.slice(i, i + 4096));
  return text;
}
