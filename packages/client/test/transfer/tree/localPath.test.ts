import { describe, expect, it } from "vitest";
import { nameFlaw } from "../../../src/transfer/tree/localPath.ts";
import { hostileNames } from "./hostileNames.ts";

describe("nameFlaw", () => {
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
      expect(nameFlaw(name, "linux"), JSON.stringify(name)).toBeUndefined();
    }
  });

  it("[C-11] takes nothing that has another meaning here, or leads elsewhere", () => {
    const corpus = hostileNames();
    expect(corpus.length).toBeGreaterThanOrEqual(300);
    for (const { name, posix, windows } of corpus) {
      expect(nameFlaw(name, "linux") === undefined, JSON.stringify(name)).toBe(posix);
      expect(nameFlaw(name, "win32") === undefined, JSON.stringify(name)).toBe(windows);
    }
  });
});
