import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { thisMachine } from "@sftp/bench";
import { afterEach, expect, it } from "vitest";

import { loadRecords, saveRecord } from "../../src/record/record.ts";

const folder = mkdtempSync(join(tmpdir(), "records-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = {
  id: "S-8",
  size: 10_000,
  unit: "cycles",
  figures: [{ what: "heap more than before", value: 0.3, unit: "MiB", atMost: 2 }],
  seconds: 700,
  command: "pnpm proving S-8",
  machine: thisMachine(),
};
const order = ["S-3", "S-8"];

it("keeps the last run of each proof, unless it was smaller than the one before", () => {
  expect(saveRecord(folder, record, order)).toBe(true);
  expect(saveRecord(folder, { ...record, id: "S-3" }, order)).toBe(true);
  expect(saveRecord(folder, { ...record, size: 9_999 }, order)).toBe(false);
  expect(saveRecord(folder, { ...record, seconds: 500 }, order)).toBe(true);
  expect([...loadRecords(folder)].map(([id, { size, seconds }]) => [id, size, seconds])).toEqual([
    ["S-3", 10_000, 700],
    ["S-8", 10_000, 500],
  ]);
  const page = readFileSync(join(folder, "README.md"), "utf8");
  expect(page).toMatch(
    /\| S-8 \|.*10,000 cycles \| 10,000 cycles \| heap more than before: 0.3 MiB \(at most 2\) \|/,
  );
  expect(page).toMatch(/\| S-15 \|.*not yet run/);
});
