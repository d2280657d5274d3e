import { Arena, SECRET } from "./arena.ts";
import type { Attacker } from "./attacker.ts";
import type { Attack } from "./attacks.ts";
import type { Operation, Target } from "./operations.ts";

/** What came of many tries of one operation. */
export interface Tally {
  tries: number;
  /** Tries in which the operation itself succeeded: an attack on something that always fails would prove nothing. */
  done: number;
  /** Tries in which something outside was read, told or changed. */
  escapes: number;
}

export type Tallies = Record<string, Tally>;

export interface RaceOptions {
  readonly attacker: Attacker;
  readonly attacks: readonly Attack[];
  readonly operations: readonly Operation[];
  readonly makeTarget: (root: string) => Target;
  /** Of each operation under each attack. */
  readonly tries: number;
  /** An operation that has escaped so often is left alone from then on. */
  readonly enough?: number;
}

/** Tries every operation under every attack, and counts. */
export async function race(options: RaceOptions): Promise<Tallies> {
  const tallies: Tallies = {};
  for (const { name } of options.operations) tallies[name] = { tries: 0, done: 0, escapes: 0 };
  for (const attack of options.attacks) await raceUnder(attack, options, tallies);
  return tallies;
}

async function raceUnder(attack: Attack, options: RaceOptions, tallies: Tallies): Promise<void> {
  const { attacker, makeTarget, operations, tries, enough = Infinity } = options;
  const arena = new Arena();
  const target = makeTarget(arena.root);
  try {
    await attacker.start(attack.lay(arena));
    for (const operation of operations) {
      const tally = tallies[operation.name]!;
      for (let left = tries; left > 0 && tally.escapes < enough; left--) {
        await tryOnce(arena, target, attack.folder, operation, tally);
      }
    }
  } finally {
    await attacker.stop();
    await target.release?.();
    arena.remove();
  }
}

async function tryOnce(
  arena: Arena,
  target: Target,
  folder: string,
  { steps }: Operation,
  tally: Tally,
): Promise<void> {
  let told = "";
  for (const [index, step] of steps.entries()) {
    try {
      told += await step(target, folder);
      if (index === 0) tally.done++;
    } catch {
      // Refused, or not there just now.
    }
  }
  tally.tries++;
  if (arena.outsideChanged() || told.includes(SECRET)) tally.escapes++;
}
