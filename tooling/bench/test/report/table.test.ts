import { describe, expect, it } from "vitest";

import type { Entry, WorkRecord } from "../../src/report/record.ts";
import { clientColumns, serverColumns, table } from "../../src/report/table.ts";

function entry(name: string, seconds: number, clientCpu: number): Entry {
  const median = {
    seconds,
    clientCpu,
    serverCpu: 1,
    memory: 3 * 1024 * 1024,
    serverMemory: 80 * 1024 * 1024,
  };
  return { name, cipher: "none", median, samples: [median, median] };
}

describe("table", () => {
  it("has rates, ratios to the first, and who is not among them", () => {
    const entries = [entry("ours", 8, 1), entry("theirs", 16, 3)];
    const record = { amount: 1024, unit: "MiB", entries, failed: ["broken"], tooSlow: ["a snail", "a slug"] };
    const lines = table(record as unknown as WorkRecord, clientColumns).split("\n");
    expect(lines.slice(2)).toEqual([
      "| ours | 128 | 8.00 | 1.00 | 1.00 | 1.00 | 1.00 | 3 | 2 |",
      "| theirs | 64.0 | 16.00 | 2.00 | 3.00 | 1.00 | 2.00 | 3 | 2 |",
      "",
      "Ended because they took too long: a snail, a slug.",
      "",
      "Failed: broken.",
    ]);
  });

  it("has other figures of servers: how much faster than the first, and their own memory", () => {
    const entries = [entry("theirs", 8, 1), entry("ours", 16, 3)];
    const record = { amount: 1024, unit: "MiB", entries, failed: [], tooSlow: [] };
    expect(
      table(record as unknown as WorkRecord, serverColumns)
        .split("\n")
        .slice(2),
    ).toEqual([
      "| theirs | 128 | 1.00 | 8.00 | 1.00 | 1.00 | 80 | 2 |",
      "| ours | 64.0 | 0.50 | 16.00 | 1.00 | 3.00 | 80 | 2 |",
    ]);
  });

  it("has no ratio to nothing, and no rate of what took no time", () => {
    const record = { amount: 5, unit: "files", entries: [entry("ours", 0, 0)], failed: [], tooSlow: [] };
    expect(table(record as unknown as WorkRecord, clientColumns).split("\n")[2]).toBe(
      "| ours | too fast | 0.00 |  | 0.00 | 1.00 | 1.00 | 3 | 2 |",
    );
  });
});
