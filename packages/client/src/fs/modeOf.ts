/** Permissions as `node:fs` takes them: a number, or octal digits. */
export function modeOf(mode: number | string | null | undefined): number | undefined {
  return typeof mode === "string" ? Number.parseInt(mode, 8) : (mode ?? undefined);
}
