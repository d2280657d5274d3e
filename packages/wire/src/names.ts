/**
 * How names travel: bytes on the wire, strings in the API. A codec must be lossless for every byte it can meet, or
 * names that it mangles can be listed but not opened. Its first 128 characters must be those of ASCII, because the
 * names of extensions travel the same way.
 */
export interface NameCodec {
  /**
   * The bytes of a name; the caller owns the result.
   *
   * @throws for a name that has no bytes; it is then refused before anything is sent.
   */
  encode(name: string): Uint8Array;
  /** The name for these bytes; must take any, and keep no view of them. */
  decode(bytes: Uint8Array): string;
}

/** What a byte that no character stands for becomes: 0xNN is the lone surrogate U+DCNN, as in Python's surrogateescape. */
export const ESCAPED_BYTE = 0xdc00;
