import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { columns } from "../../src/output/columns.ts";

describe("columns", () => {
  it("fills from top to bottom", () => {
    expect(columns(["a", "b", "c", "d", "e"], 8)).toBe("a  c  e\nb  d\n");
  });

  it("gives a long name a line of its own", () => {
    expect(columns(["a".repeat(100), "b"], 80)).toBe(`${"a".repeat(100)}\nb\n`);
  });

  it("knows that some characters are two cells wide", () => {
    const text = columns(["日本語", "abc", "x", "y"], 16);
    expect(text).toBe("日本語  x\nabc     y\n");
    for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(16);
  });

  it("is nothing for no names", () => {
    expect(columns([], 80)).toBe("");
  });
});
