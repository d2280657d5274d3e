import type { Proof } from "./proof.ts";

/** What the command line says about the size of a run. */
export interface SizeOptions {
  readonly count?: string | undefined;
  readonly seconds?: string | undefined;
  readonly hours?: string | undefined;
}

/**
 * The size at which a proof is to run.
 *
 * @throws Error if the options do not fit it, or are no numbers
 */
export function wantedSize({ id, unit, full }: Proof, { count, seconds, hours }: SizeOptions): number {
  const given = Object.entries({ count, seconds, hours }).filter(([, value]) => value !== undefined);
  const [option, value] = given[0] ?? [];
  if (option === undefined) return full;
  if (given.length > 1) throw new Error("say one of --count, --seconds and --hours");
  if ((option === "count") === (unit === "seconds")) {
    throw new Error(
      `${id} is measured in ${unit}: ${unit === "seconds" ? "say --seconds or --hours" : "say --count"}`,
    );
  }
  const number = Number(value) * (option === "hours" ? 3600 : 1);
  if (!(number > 0)) throw new Error(`--${option} must be a number above 0, but is "${value}"`);
  return number;
}
