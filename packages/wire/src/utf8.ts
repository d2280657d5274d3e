import { ESCAPED_BYTE, type NameCodec } from "./names.ts";

/** The first byte of a sequence, by how many more bytes it has. */
const LEADS = [0x00, 0xc0, 0xe0, 0xf0];
/** What stands for everything that cannot be said. */
const REPLACEMENT = "\ufffd";
/** How many characters become text at once; they are passed on the stack. */
const SLICE = 1024;

/** Every engine has it, but the declarations of the language itself do not. */
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const lossy = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * UTF-8 without loss: bytes that are not valid UTF-8 become lone surrogates U+DC80 to U+DCFF and go back to
 * the same bytes. Any other lone surrogate is written as U+FFFD, as `TextEncoder` does.
 */
export const utf8: NameCodec = { encode: encodeUtf8, decode: decodeUtf8 };

function encodeUtf8(name: string): Uint8Array {
  const bytes = new Uint8Array(name.length * 3);
  let length = 0;
  for (const character of name) {
    let point = character.codePointAt(0)!;
    if (point >= ESCAPED_BYTE + 0x80 && point <= ESCAPED_BYTE + 0xff) {
      bytes[length++] = point - ESCAPED_BYTE;
      continue;
    }
    if (point >= 0xd800 && point <= 0xdfff) point = REPLACEMENT.charCodeAt(0);
    const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[length++] = LEADS[more]! | (point >> (6 * more));
    for (let k = more - 1; k >= 0; k--) bytes[length++] = 0x80 | ((point >> (6 * k)) & 0x3f);
  }
  return bytes.subarray(0, length);
}

function decodeUtf8(bytes: Uint8Array): string {
  const name = lossy.decode(bytes);
  return name.includes(REPLACEMENT) ? decodeEscaping(bytes) : name;
}

/** Puts the name together from slices, all in one array: strings or arrays that grow take 40 times the memory of the bytes. */
function decodeEscaping(bytes: Uint8Array): string {
  const points = Array.from({ length: Math.min(bytes.length, SLICE) }, () => 0);
  let name = "";
  let count = 0;
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    points[count++] = length === 0 ? ESCAPED_BYTE + bytes[i]! : codePoint(bytes, i, length);
    i += length || 1;
    if (count === SLICE) {
      name += String.fromCodePoint(...points);
      count = 0;
    }
  }
  return name + String.fromCodePoint(...points.slice(0, count));
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
