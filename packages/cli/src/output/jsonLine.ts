import { escapeName } from "@sftp/wire";

/** A value as one line of JSON in which nothing is active on a terminal; it parses to the same value. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(/[^\x20-\x7e]/gu, escapeIfHidden)}\n`;
}

/** What must not reach a terminal raw, in JSON's own escapes. */
function escapeIfHidden(character: string): string {
  if (escapeName(character) === character) return character;
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}
