import { Attacker } from "./attacker.ts";
import { attacks } from "./attacks.ts";
import { jails } from "./jails.ts";
import { naiveTarget } from "./naiveTarget.ts";
import { operations } from "./operations.ts";
import { race, type Tallies } from "./race.ts";

/*
 * node dist/main.js [TRIES]    so many tries of each operation in all, 100000 if nothing is said; then as many as the naive
 *                              jail needs to let something out. Exit code 1 if the jail let anything out.
 */
const tries = Number(process.argv[2] ?? 100_000);
const attacker = new Attacker();
const totals: Tallies = {};
for (const { name, share, make } of jails) {
  console.log(`${new Date().toISOString()} ${name}`);
  const each = Math.ceil((tries * share) / 100 / attacks.length);
  const tallies = await race({ attacker, attacks, operations, makeTarget: make, tries: each });
  for (const [operation, tally] of Object.entries(tallies)) {
    const total = (totals[operation] ??= { tries: 0, done: 0, escapes: 0 });
    total.tries += tally.tries;
    total.done += tally.done;
    total.escapes += tally.escapes;
  }
}
const naive = await race({
  attacker,
  attacks,
  operations,
  makeTarget: naiveTarget,
  tries: 10_000,
  enough: 1,
});
attacker.remove();

const row = (...columns: unknown[]): string => `| ${columns.join(" | ")} |`;
console.log(row("operation", "tries", "done", "escapes", "naive jail: tries until the first escape"));
console.log(row("---", "---:", "---:", "---:", "---:"));
for (const { name } of operations) {
  const { tries: tried, done, escapes } = totals[name]!;
  console.log(row(name, tried, done, escapes, naive[name]!.escapes > 0 ? naive[name]!.tries : "none"));
}
const escapes = Object.values(totals).reduce((sum, tally) => sum + tally.escapes, 0);
console.log(`${escapes} escapes`);
process.exitCode = escapes === 0 ? 0 : 1;
