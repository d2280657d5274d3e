import { repeats } from "@sftp/testing";
import { expect, it } from "vitest";

import { compare } from "../src/comparison.ts";
import { comparisons } from "../src/comparisons.ts";

/** Enough for every accepted difference to occur. */
const PROGRAMS = repeats(500);

it.each(comparisons)(
  "$name: random programs do the same at $theirs, but for what is accepted",
  { timeout: 300_000 },
  async (comparison) => {
    // A tree is many steps.
    const programs = comparison.name === "trees" ? PROGRAMS / 10 : PROGRAMS;
    const { differences, unused } = await compare(comparison, 1, programs);
    expect(differences).toEqual([]);
    expect(unused).toEqual([]);
  },
);
