/** What both sides said to one step of a program, in words that are equal if and only if they mean the same. */
export interface Pair {
  readonly step: string;
  readonly ours: string;
  readonly theirs: string;
}

/** A difference that is as it should be. */
export interface Accepted {
  /** Why ours is right, or why both are. */
  readonly reason: string;
  readonly step: RegExp;
  readonly ours: RegExp;
  readonly theirs: RegExp;
  /** Whether both sides are in the same state afterwards, so that the program can go on. */
  readonly goesOn?: true;
}

/** Two implementations that run the same random programs. */
export interface Comparison {
  readonly name: string;
  /** Who the others are. */
  readonly theirs: string;
  readonly accepted: readonly Accepted[];
  /** Runs the program of a seed at both sides, one step after another. */
  run(seed: number): AsyncIterable<Pair>;
}

/** What some programs came to. */
export interface Result {
  readonly programs: number;
  readonly steps: number;
  /** Differences that nobody has accepted. */
  readonly differences: readonly (Pair & { readonly seed: number })[];
  /** Reasons of accepted differences that did not occur. */
  readonly unused: readonly string[];
}

/** Runs programs. After a difference that leaves the two sides in different states, the rest of a program is left out. */
export async function compare(comparison: Comparison, from: number, programs: number): Promise<Result> {
  const differences: (Pair & { seed: number })[] = [];
  const unused = new Set(comparison.accepted);
  let steps = 0;
  for (let seed = from; seed < from + programs; seed++) {
    for await (const pair of comparison.run(seed)) {
      steps++;
      if (pair.ours === pair.theirs) continue;
      const accepted = comparison.accepted.filter((each) => covers(each, pair));
      for (const each of accepted) unused.delete(each);
      if (accepted.length === 0) differences.push({ seed, ...pair });
      if (!accepted.some(({ goesOn }) => goesOn)) break;
    }
  }
  return { programs, steps, differences, unused: Array.from(unused, ({ reason }) => reason) };
}

function covers({ step, ours, theirs }: Accepted, pair: Pair): boolean {
  return step.test(pair.step) && ours.test(pair.ours) && theirs.test(pair.theirs);
}
