import { describe, expect, it } from "vitest";
import { isSafeName } from "../../../src/transfer/tree/safeName.ts";
import { hostileNames } from "./hostileNames.ts";

describe("isSafeName", () => {
  it("[C-11] takes ordinary names, in any script", () => {
    for (const name of [
      "a",
      "a.b",
      ".hidden",
      "...",
      "..a",
      "a..",
      "a b",
      "-rf",
      "漢字",
      "é",
      "é",
      "a\u{dcff}",
    ]) {
      expect(isSafeName(name, "linux"), JSON.stringify(name)).toBe(true);
    }
  });

  it("[C-11] takes nothing that has another meaning here, or leads elsewhere", () => {
    const corpus = hostileNames();
    expect(corpus.length).toBeGreaterThanOrEqual(300);
    for (const { name, posix, windows } of corpus) {
      expect(isSafeName(name, "linux"), JSON.stringify(name)).toBe(posix);
      expect(isSafeName(name, "win32"), JSON.stringify(name)).toBe(windows);
    }
  });
});
