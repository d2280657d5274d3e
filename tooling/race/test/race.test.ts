import { afterAll, beforeAll, expect, it } from "vitest";

import { Attacker } from "../src/attacker.ts";
import { attacks } from "../src/attacks.ts";
import { jails } from "../src/jails.ts";
import { naiveTarget } from "../src/naiveTarget.ts";
import { operations } from "../src/operations.ts";
import { race, type Tallies } from "../src/race.ts";

/** Of each operation under each attack. */
const TRIES = 100;

let attacker: Attacker;
beforeAll(() => {
  attacker = new Attacker();
});
afterAll(() => attacker.remove());

function withEscapes(tallies: Tallies): string[] {
  return Object.keys(tallies).filter((name) => tallies[name]!.escapes > 0);
}

it.each(jails)("[B-1] no operation leads outside: $name", async ({ make, share }) => {
  const tries = (TRIES * share) / 100;
  const tallies = await race({ attacker, attacks, operations, makeTarget: make, tries });
  expect(withEscapes(tallies)).toEqual([]);
  expect(tallies["stat"]?.done).toBeGreaterThan(tries);
});

it("leads every operation outside where the real path is checked first: the attacks are real", async () => {
  const tallies = await race({
    attacker,
    attacks,
    operations,
    makeTarget: naiveTarget,
    tries: 3000,
    enough: 1,
  });
  expect(withEscapes(tallies)).toEqual(operations.map(({ name }) => name));
});
