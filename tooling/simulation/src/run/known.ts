/** A violation that is known and not mended yet. */
export interface Known {
  /** What it is, and where it shows. */
  readonly reason: string;
  readonly violation: RegExp;
}

/** What worlds violate at present. What a long run does not see any more has to leave the list. */
export const known: readonly Known[] = [
  {
    reason: "that a server has given one handle to two open files shows only by the sizes, if they differ",
    violation: /^C-(7|9|17): .*, with one handle for several files$/,
  },
];

/** Those of some violations that are not known. */
export function unknown(violations: readonly string[]): string[] {
  return violations.filter((each) => !known.some(({ violation }) => violation.test(each)));
}
