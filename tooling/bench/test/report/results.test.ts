import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { WorkRecord } from "../../src/report/record.ts";
import { saveResults } from "../../src/report/results.ts";
import { clientColumns } from "../../src/report/table.ts";

const median = { seconds: 1, clientCpu: 1, serverCpu: 1, memory: 0, serverMemory: 0 };
const entries = [{ name: "ours", cipher: "none", median, samples: [median] }];

function record(id: string, title: string): WorkRecord {
  const machine = {} as WorkRecord["machine"];
  return { id, title, amount: 1, unit: "files", machine, entries, failed: [], tooSlow: [] };
}

describe("saveResults", () => {
  it("puts records in the place of older ones of the same work, in the order of the works", () => {
    const folder = mkdtempSync(join(tmpdir(), "results-"));
    try {
      const report = { folder, command: "pnpm bench", order: ["get", "put"], columns: clientColumns };
      saveResults([record("put", "put it"), record("get", "old")], report);
      saveResults([record("get", "get it")], report);
      const kept = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as WorkRecord[];
      expect(kept.map(({ title }) => title)).toEqual(["get it", "put it"]);
      expect(readdirSync(folder).toSorted()).toEqual(["README.md", "get.svg", "put.svg", "results.json"]);
      expect(readFileSync(join(folder, "README.md"), "utf8").match(/^## .*$/gm)).toEqual([
        "## get it",
        "## put it",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
