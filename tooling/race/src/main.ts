import { Attacker } from "./attacker.ts";
import { attacks } from "./attacks.ts";
import { contest } from "./contest.ts";
import { crashes } from "./crash.ts";
import { jails } from "./jails.ts";
import { naiveTarget } from "./naiveTarget.ts";
import { operations } from "./operations.ts";
import { race, type Tallies } from "./race.ts";

/*
 * node dist/main.js race [TRIES]     B-1: so many tries of each operation, 100000 if nothing is said; then as many as the
 *                                    naive jail needs until it lets something out
 * node dist/main.js contest [PAIRS]  B-7: 10000 pairs if nothing is said
 * node dist/main.js crash [COUNT]    B-8: 1000 kills if nothing is said
 *
 * Each prints what it counted, and its exit code is 1 if anything was wrong.
 */
const proofs: Record<string, (count: number) => Promise<number>> = {
  race: (tries) => proveJail(tries || 100_000),
  async contest(pairs) {
    const tally = await contest(pairs || 10_000);
    console.log(tally);
    return tally.wrong;
  },
  async crash(count) {
    const tally = await crashes(count || 1000);
    console.log(tally);
    return tally.partial;
  },
};

async function proveJail(tries: number): Promise<number> {
  const attacker = new Attacker();
  const totals: Tallies = {};
  for (const { name, share, make } of jails) {
    console.log(`${new Date().toISOString()} ${name}`);
    const each = Math.ceil((tries * share) / 100 / attacks.length);
    add(totals, await race({ attacker, attacks, operations, makeTarget: make, tries: each }));
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
  print(["operation", "tries", "done", "escapes", "naive jail: tries until the first escape"]);
  print(["---", "---:", "---:", "---:", "---:"]);
  for (const { name } of operations) {
    const { tries: tried, done, escapes } = totals[name]!;
    print([name, tried, done, escapes, naive[name]!.escapes > 0 ? naive[name]!.tries : "none"]);
  }
  return Object.values(totals).reduce((sum, { escapes }) => sum + escapes, 0);
}

function add(totals: Tallies, tallies: Tallies): void {
  for (const [operation, { tries, done, escapes }] of Object.entries(tallies)) {
    const total = (totals[operation] ??= { tries: 0, done: 0, escapes: 0 });
    total.tries += tries;
    total.done += done;
    total.escapes += escapes;
  }
}

function print(columns: readonly unknown[]): void {
  console.log(`| ${columns.join(" | ")} |`);
}

const [proof = "", count] = process.argv.slice(2);
const prove = proofs[proof];
if (!prove) throw new Error(`say what to prove: ${Object.keys(proofs).join(", ")}`);
const wrong = await prove(Number(count ?? 0));
console.log(`${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
