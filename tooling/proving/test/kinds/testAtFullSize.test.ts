import { expect, it } from "vitest";

import { testAtFullSize } from "../../src/kinds/testAtFullSize.ts";
import { holds } from "../../src/proof.ts";

const proof = { id: "S-7", claim: "handles", unit: "handles", full: 100_000 };
const files = ["packages/server/test/handles/handleTable.test.ts"];

it("runs the tests that have the id, and counts them", async () => {
  const figures = await testAtFullSize({ ...proof, files }).run(10);
  expect(figures.map(({ value }) => value)).toEqual([1, 0]);
  expect(figures.every(holds)).toBe(true);
});

it("proves nothing where there is no such test", async () => {
  const figures = await testAtFullSize({ ...proof, files, titled: "no such title" }).run(10);
  expect(figures.every(holds)).toBe(false);
});
