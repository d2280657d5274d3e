import { expect, it } from "vitest";

import { ResidentPeak } from "../../src/measure/residentPeak.ts";

it("sees what was resident for a moment", () => {
  const peak = new ResidentPeak(process.pid);
  const MiB = 1024 * 1024;
  expect(Buffer.alloc(100 * MiB, 1).length).toBe(100 * MiB);
  expect(peak.growth).toBeGreaterThan(90 * MiB);
});
