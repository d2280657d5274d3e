/** Whether a text has characters that mean something in a glob. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** A glob that matches only this text. */
export function quotedGlob(text: string): string {
  return isGlob(text) ? text.replaceAll(/[\\*?[{]/g, "\\$&") : text;
}
