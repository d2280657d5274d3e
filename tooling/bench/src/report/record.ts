import type { Competitor } from "../contenders/contender.ts";
import { medianSample } from "../measure/median.ts";
import type { Sample } from "../measure/run.ts";
import { TooSlow } from "../measure/withinLimit.ts";
import type { Work } from "../works/work.ts";
import type { Machine } from "./machine.ts";

/** What one contender took. */
export interface Entry {
  readonly name: string;
  readonly cipher: string;
  /** The median of each figure. */
  readonly median: Sample;
  readonly samples: readonly Sample[];
}

/** What came of one work. */
export interface WorkRecord {
  readonly id: string;
  readonly title: string;
  readonly amount: number;
  readonly unit: string;
  readonly machine: Machine;
  readonly entries: readonly Entry[];
  /** Who could not do it, or did it wrong. */
  readonly failed: readonly string[];
  /** Who took so long that it was ended. */
  readonly tooSlow: readonly string[];
}

/** The record of a work whose contenders have these samples. */
export function recordOf(
  { id, title, amount, unit }: Work,
  machine: Machine,
  samples: ReadonlyMap<Competitor, readonly Sample[]>,
  failed: ReadonlyMap<Competitor, unknown>,
): WorkRecord {
  const entries = Array.from(samples, ([{ name, cipher }, all]) => ({
    name,
    cipher,
    median: medianSample(all),
    samples: all,
  }));
  const names = (isSlow: boolean): string[] =>
    [...failed].flatMap(([{ name }, error]) => (error instanceof TooSlow === isSlow ? [name] : []));
  return { id, title, amount, unit, machine, entries, failed: names(false), tooSlow: names(true) };
}
