import { describe, expect, it } from "vitest";

import type { Entry, WorkRecord } from "../../src/report/record.ts";
import { table } from "../../src/report/table.ts";

function entry(name: string, seconds: number, clientCpu: number): Entry {
  const median = { seconds, clientCpu, serverCpu: 1, memory: 3 * 1024 * 1024 };
  return { name, cipher: "none", median, samples: [median, median] };
}

describe("table", () => {
  it("has rates, ratios to the first, and who is not among them", () => {
    const entries = [entry("ours", 8, 1), entry("theirs", 16, 3)];
    const record = { amount: 1024, unit: "MiB", entries, failed: ["broken"], tooSlow: ["a snail", "a slug"] };
    const lines = table(record as unknown as WorkRecord).split("\n");
    expect(lines.slice(2)).toEqual([
      "| ours | 128 | 8.00 | 1.00 | 1.00 | 1.00 | 1.00 | 3 | 2 |",
      "| theirs | 64.0 | 16.00 | 2.00 | 3.00 | 1.00 | 2.00 | 3 | 2 |",
      "",
      "Ended because they took too long: a snail, a slug.",
      "",
      "Failed: broken.",
    ]);
  });

  it("has no ratio to nothing, and no rate of what took no time", () => {
    const record = { amount: 5, unit: "files", entries: [entry("ours", 0, 0)], failed: [], tooSlow: [] };
    expect(table(record as unknown as WorkRecord).split("\n")[2]).toBe(
      "| ours | too fast | 0.00 |  | 0.00 | 1.00 | 1.00 | 3 | 2 |",
    );
  });
});
