import type { Deviation } from "./deviations.ts";
import type { Workbench } from "./workbench.ts";

type Run = (bench: Workbench) => Promise<void>;

/** One case: what it shows, what the backend needs for it, and how it is tried. */
export interface Definition {
  readonly name: string;
  readonly needs: readonly Deviation[];
  readonly run: Run;
}

/** A case that only a backend can pass which has all of these. */
export function needing(...needs: [...Deviation[], Run]): Pick<Definition, "needs" | "run"> {
  return { needs: needs.slice(0, -1) as Deviation[], run: needs.at(-1) as Run };
}

/** The cases of one subject, by what they show. */
export function group(
  subject: string,
  cases: Record<string, Run | Pick<Definition, "needs" | "run">>,
): Definition[] {
  return Object.entries(cases).map(([name, entry]) => {
    const { needs, run } = typeof entry === "function" ? { needs: [], run: entry } : entry;
    return { name: `${subject}: ${name}`, needs, run };
  });
}
