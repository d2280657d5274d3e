import type { Awaitable, SFTPServerInterface } from "@sftp/server";

import { definitions } from "./cases/index.ts";
import type { Definition } from "./definition.ts";
import type { Deviation } from "./deviations.ts";
import { Workbench } from "./workbench.ts";

/** A backend, and how to clear up after it. */
export interface BackendUnderTest {
  backend: SFTPServerInterface;
  cleanup?(): Awaitable<void>;
}

export interface BackendCasesOptions {
  /** Makes an empty backend; called for every case. */
  create(): Awaitable<SFTPServerInterface | BackendUnderTest>;
  /** What this backend is known to lack. When one of these works after all, its case fails until it is off the list. */
  lacks?: readonly Deviation[];
  /** An empty folder of the backend in which the cases may do as they like. Default: `/`. */
  folder?: string;
}

/** One thing to be shown of a backend. */
export interface BackendCase {
  name: string;
  /** Rejects if it does not hold. */
  run(): Promise<void>;
}

/**
 * The conformance suite for a backend, for any test runner: run each case, in any order. Each drives a fresh backend
 * through a real server and a real client.
 */
export function backendCases(options: BackendCasesOptions): BackendCase[] {
  const lacks = new Set(options.lacks);
  const expected = definitions.filter(({ needs }) => !needs.some((need) => lacks.has(need)));
  return [
    ...expected.map((definition) => ({ name: definition.name, run: () => run(definition, options) })),
    ...Array.from(lacks, (deviation) => ({
      name: `lacks: ${deviation}`,
      run: () => stillLacks(deviation, lacks, options),
    })),
  ];
}

async function run(definition: Definition, options: BackendCasesOptions): Promise<void> {
  const created = await options.create();
  const { backend, cleanup } = "backend" in created ? created : { backend: created, cleanup: undefined };
  try {
    const bench = await Workbench.open(backend, options.folder ?? "/");
    try {
      await definition.run(bench);
    } finally {
      await bench.close();
      bench.checkSurprises();
    }
  } finally {
    await cleanup?.();
  }
}

/** @throws if everything works that needs this and nothing else that is lacking */
async function stillLacks(
  deviation: Deviation,
  lacks: ReadonlySet<Deviation>,
  options: BackendCasesOptions,
): Promise<void> {
  const affected = definitions.filter(
    ({ needs }) => needs.includes(deviation) && needs.every((need) => need === deviation || !lacks.has(need)),
  );
  for (const definition of affected) {
    try {
      await run(definition, options);
    } catch {
      return;
    }
  }
  if (affected.length > 0)
    throw new Error(`"${deviation}" works now: take it off the list of what is lacking`);
}
