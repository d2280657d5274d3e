import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";

import { compile, type Compiled } from "../src/compile.ts";
import { findExamples, readmes } from "../src/examples.ts";
import { runExample } from "../src/runExample.ts";
import { createWorld } from "../src/world.ts";

const examples = findExamples();

it.each(readmes)("%s is there", (path) => {
  expect(existsSync(path)).toBe(true);
});

describe("the examples of the READMEs and of the docs", () => {
  let compiled: Compiled[];

  beforeAll(async () => {
    compiled = await compile(examples);
  });

  it.each(examples.map(({ where }, index) => [where, index] as const))("%s", async (_where, index) => {
    const { complaints, module, code } = compiled[index]!;
    expect(complaints).toEqual([]);
    // What shows what the compiler refuses is not for running.
    if (code.includes("@ts-expect-error")) return;
    const world = await createWorld();
    try {
      await runExample(module, world);
    } finally {
      await world.close();
    }
  });
});
