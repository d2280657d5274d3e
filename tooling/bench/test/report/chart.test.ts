import { describe, expect, it } from "vitest";

import { chart } from "../../src/report/chart.ts";
import type { WorkRecord } from "../../src/report/record.ts";

describe("chart", () => {
  it("has the fastest on top, with the longest bar", () => {
    const median = { seconds: 4, clientCpu: 0, serverCpu: 0, memory: 0, serverMemory: 0 };
    const entries = [
      { name: "slow & steady", median },
      { name: "@sftp/client", median: { ...median, seconds: 1 } },
    ];
    const svg = chart({ title: "get <all>", amount: 100, unit: "MiB", entries } as unknown as WorkRecord);
    expect(svg).toContain("get &lt;all>: MiB/s");
    expect(svg.indexOf("@sftp/client")).toBeLessThan(svg.indexOf("slow &amp; steady"));
    expect([...svg.matchAll(/<rect x="280".* width="([\d.]+)"/g)].map(([, width]) => width)).toEqual([
      "420.0",
      "105.0",
    ]);
    expect(svg).toMatch(/>100<\/text>[^]*>25\.0<\/text>/);
  });
});
