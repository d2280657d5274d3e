import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { full, quick, type Sizes } from "./works/sizes.ts";

/** What a bench was asked for on its command line. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly sizes: Sizes;
  readonly rounds: number;
  /** Where the results go; `undefined` keeps none. */
  readonly save: string | undefined;
  /** What of it is run. */
  readonly only: RegExp;
  /** Where the files lie that it works on. */
  readonly folder: string;
  /** How much a library's process has in its heap beside, in MiB. */
  readonly heap: number;
}

/** Reads the command line. `results` is where the results go, unless it says otherwise or the run is quick. */
export function benchOptions(results: string): BenchOptions {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      rounds: { type: "string" },
      save: { type: "string" },
      folder: { type: "string", default: tmpdir() },
      heap: { type: "string", default: "0" },
    },
  });
  return {
    quick: values.quick,
    sizes: values.quick ? quick : full,
    rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
    save: values.save ?? (values.quick ? undefined : results),
    only: new RegExp(values.only),
    folder: values.folder,
    heap: Number(values.heap),
  };
}
