import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { proofs } from "../src/proofs.ts";

it("has one proof for an id, and only for ids that there are", () => {
  const rows = readFileSync(new URL("../../rows/ids.txt", import.meta.url), "utf8");
  const ids = proofs.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(rows).toContain(`\n${id} `);
  expect(ids.slice(0, 2)).toEqual(["W-1", "W-2"]);
});
