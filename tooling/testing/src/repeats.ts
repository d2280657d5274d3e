/** Set by `pnpm proving`, which runs tests of the suite at full size; the only place that reads it is this file. */
const wanted = process.env["SFTP_PROVING_REPEATS"];

/** How often a test repeats what it repeats: so often in the suite, and as often as `pnpm proving` asks there. */
export function repeats(inSuite: number): number {
  return wanted === undefined ? inSuite : Number(wanted);
}
