import { ESCAPED_BYTE, type NameCodec } from "./names.ts";

/**
 * A name codec for a charset with one byte for each character, from the 256 characters that its bytes stand for. A
 * byte without a character (U+FFFD there) is the lone surrogate U+DCNN, so nothing is lost.
 *
 * @example
 * ```ts
 * const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
 * const cyrillic = singleByte(new TextDecoder("windows-1251").decode(all));
 * ```
 *
 * @throws RangeError unless there are 256 characters, the first 128 of them ASCII.
 */
export function singleByte(characters: string): NameCodec {
  const bytesOf = new Map<string, number>();
  const charactersOf = Array.from({ length: 256 }, (_, byte) => {
    const character = characters.charAt(byte);
    const known = character !== "\ufffd" && !bytesOf.has(character);
    const shown = known ? character : String.fromCharCode(ESCAPED_BYTE + byte);
    bytesOf.set(shown, byte);
    return shown;
  });
  if (
    characters.length !== 256 ||
    charactersOf.some((shown, byte) => byte < 0x80 && shown.charCodeAt(0) !== byte)
  ) {
    throw new RangeError("a single-byte charset has 256 characters, of which the first 128 are ASCII");
  }
  return {
    encode: (name) =>
      Uint8Array.from({ length: name.length }, (_, i) => {
        const byte = bytesOf.get(name.charAt(i));
        if (byte === undefined) throw new RangeError(`the charset has no character ${i + 1} of the name`);
        return byte;
      }),
    decode: (bytes) => Array.from(bytes, (byte) => charactersOf[byte]).join(""),
  };
}

/** Latin-1 (ISO 8859-1): every byte is the character of the same number. Characters above U+00FF are refused. */
export const latin1: NameCodec = singleByte(
  String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)),
);
