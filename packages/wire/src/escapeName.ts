/**
 * What must not reach a terminal or a log raw: control characters (C0, DEL, C1), line and paragraph
 * separators, bidirectional and other invisible format characters, lone surrogates.
 */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A name or text from a peer as it may be shown to people: everything invisible or active is made
 * visible. Bytes that were not UTF-8 show as `\xNN`, other hidden characters as `\u{NN}`; all else
 * stands as it is, so that escaping twice changes nothing more.
 */
export function escapeName(text: string): string {
  return text.replace(HIDDEN, (hidden) => {
    const point = hidden.codePointAt(0)!;
    if (point >= 0xdc80 && point <= 0xdcff) return `\\x${(point - 0xdc00).toString(16)}`;
    return SHORT[hidden] ?? `\\u{${point.toString(16)}}`;
  });
}
