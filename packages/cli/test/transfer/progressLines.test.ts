import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { fileLine, overallLine } from "../../src/transfer/progressLines.ts";

describe("fileLine", () => {
  it("shows how far a file is", () => {
    const line = fileLine({ name: "big.iso", transferred: 64 * 2 ** 20, total: 256 * 2 ** 20 }, 110);
    expect(line).toMatch(/^big\.iso +━+─+ {3}25% {2}64 MiB of 256 MiB$/);
  });

  it("fits into narrow terminals", () => {
    const progress = {
      name: "a-file-with-quite-a-long-name.iso",
      transferred: 1000 * 2 ** 20,
      total: 1001 * 2 ** 20,
    };
    for (const columns of [60, 80, 100])
      expect(stringWidth(fileLine(progress, columns))).toBeLessThanOrEqual(columns);
  });

  it("has no bar where the size is not known", () => {
    expect(fileLine({ name: "a", transferred: 2048, total: 0 }, 80)).toMatch(/^a +2\.0 KiB$/);
  });

  it("shows the end of a long name, and nothing raw", () => {
    const long = fileLine({ name: `${"x".repeat(100)}.iso`, transferred: 0, total: 0 }, 120);
    expect(long).toMatch(/^…x+\.iso {2}0 B$/);
    expect(stringWidth(long)).toBe(stringWidth(fileLine({ name: "日本", transferred: 0, total: 0 }, 120)));
    expect(fileLine({ name: "\u001b[2J", transferred: 0, total: 0 }, 80)).not.toContain("\u001b");
  });
});

describe("overallLine", () => {
  it.each([
    [{ filesDone: 0, bytes: 0, bytesLeft: 0, bytesPerSecond: 0 }, "0 B"],
    [{ filesDone: 1, bytes: 2048, bytesLeft: 0, bytesPerSecond: 1024 }, "1 file done  2.0 KiB  1.0 KiB/s"],
    [
      { filesDone: 2, bytes: 2048, bytesLeft: 7168, bytesPerSecond: 1024 },
      "2 files done  2.0 KiB  1.0 KiB/s  0:07 left",
    ],
    [
      { filesDone: 0, bytes: 2048, bytesLeft: 7168, bytesPerSecond: 0, stalled: 12 },
      "2.0 KiB  stalled for 0:12",
    ],
  ])("%o is %s", (progress, text) => {
    expect(overallLine(progress)).toBe(text);
  });
});
