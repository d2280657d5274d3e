import { describe, expect, it } from "vitest";
import {
  addToReport,
  emptyReport,
  fileReport,
  type TransferReport,
  type Verified,
} from "../../src/transfer/report.ts";

function sum(...parts: TransferReport[]): TransferReport {
  const whole = emptyReport();
  for (const part of parts) addToReport(whole, part);
  return whole;
}

const file = (verified: Verified | undefined, resumed = 0): TransferReport =>
  fileReport(performance.now(), { bytes: 10, verified, resumed });

describe("the report of a whole", () => {
  it("is the sum of its parts, but for the time", () => {
    const failed = [{ path: "a", error: new Error("no") }];
    const skipped = [{ path: "b", reason: "it is a fifo" }];
    const part = { ...emptyReport(), directories: 2, symlinks: 3, seconds: 9, failed, skipped };
    expect(sum(file("size"), part, file("size", 4))).toEqual({
      ...part,
      files: 2,
      bytes: 20,
      resumed: 4,
      verified: "size",
      seconds: 0,
    });
  });

  it.each<[string | undefined, (Verified | undefined)[]]>([
    [undefined, []],
    ["hash", ["hash", "hash"]],
    ["size", ["hash", "size"]],
    ["size", ["size", "hash"]],
    [undefined, ["hash", undefined, "hash"]],
    [undefined, [undefined, "size"]],
  ])("says %s of files that were compared by %j", (verified, files) => {
    expect(sum(...files.map((each) => file(each))).verified).toBe(verified);
  });

  it("is not weakened by a part without files", () => {
    expect(sum(file("hash"), emptyReport()).verified).toBe("hash");
  });
});
