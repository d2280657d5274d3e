/**
 * What must not reach a terminal or a log raw: control characters, line and paragraph separators, bidirectional and
 * other invisible format characters, lone surrogates, and the letters of Hangul that are blank.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

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

/** How much of a peer's text a message repeats, in characters. */
const EXCERPT = 100;

/** The beginning of a text from a peer, as `escapeName` shows it: what a message says must not grow with what was sent. */
export function excerpt(text: string): string {
  return text.length > EXCERPT ? `${escapeName(text.slice(0, EXCERPT))}...` : escapeName(text);
}
