import { expect, it } from "vitest";
import { summaryLine } from "../../src/transfer/summaryLine.ts";

const summary = {
  files: 1,
  bytes: 2048,
  seconds: 2,
  verified: "size",
  resumed: 0,
  skipped: 0,
  unchanged: 0,
  deleted: 0,
  failed: 0,
  dryRun: false,
} as const;

it.each([
  [{}, "1 file, 2.0 KiB in 0:02 (1.0 KiB/s)"],
  [{ resumed: 1024 }, "1 file, 2.0 KiB in 0:02 (512 B/s), 1.0 KiB of it were there already"],
  [{ resumed: 2048 }, "1 file, 2.0 KiB in 0:02, 2.0 KiB of it were there already"],
  [{ unchanged: 1000, deleted: 2 }, "1 file, 2.0 KiB in 0:02 (1.0 KiB/s), 1,000 unchanged, 2 deleted"],
  [{ dryRun: true, deleted: 2 }, "would transfer 1 file, 2.0 KiB, would delete 2"],
  [{ verified: "hash" }, "1 file, 2.0 KiB in 0:02 (1.0 KiB/s), verified by hash"],
] as const)("%j is %s", (changes, line) => {
  expect(summaryLine({ ...summary, ...changes })).toBe(line);
});
