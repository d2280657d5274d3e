/** Whether a text has characters that mean something in a glob. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}
