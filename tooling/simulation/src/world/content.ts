import { createHash } from "node:crypto";

const WORD = 8;

/**
 * The content of a file: each word of 8 bytes names the file and its own offset, so that wrong bytes tell where they come
 * from.
 */
export function contentOf(name: string, size: number): Buffer {
  const tag = createHash("sha256").update(name).digest().readUInt32BE(0);
  const content = Buffer.allocUnsafe(Math.ceil(size / WORD) * WORD);
  for (let at = 0; at < content.length; at += WORD) {
    content.writeUInt32BE(tag, at);
    content.writeUInt32BE(at, at + 4);
  }
  return content.subarray(0, size);
}

/** How two contents differ, in words; `undefined` if they do not. */
export function difference(actual: Buffer | undefined, expected: Buffer | undefined): string | undefined {
  if (actual === undefined || expected === undefined) {
    if (actual === expected) return undefined;
    return `${said(actual)} instead of ${said(expected)}`;
  }
  if (actual.equals(expected)) return undefined;
  const most = Math.min(actual.length, expected.length);
  let at = 0;
  while (at < most && actual[at] === expected[at]) at++;
  return `${said(actual)} instead of ${said(expected)}, differing from byte ${at} on`;
}

/** Whether `actual` is what `expected` begins with. */
export function isPrefix(actual: Buffer, expected: Buffer): boolean {
  return actual.length <= expected.length && actual.equals(expected.subarray(0, actual.length));
}

function said(content: Buffer | undefined): string {
  return content === undefined ? "nothing" : `${content.length} bytes`;
}
