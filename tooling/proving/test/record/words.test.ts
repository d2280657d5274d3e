import { expect, it } from "vitest";

import { figureInWords, sizeInWords } from "../../src/record/words.ts";

it.each([
  [10_000, "cycles", "10,000 cycles"],
  [60, "seconds", "60 seconds"],
  [600, "seconds", "10 minutes"],
  [86_400, "seconds", "24 hours"],
])("%d %s are %s", (size, unit, words) => {
  expect(sizeInWords(size, unit)).toBe(words);
});

it("says what a figure is, what it must not pass, and loudly that it has", () => {
  const heap = { what: "heap", value: 0.312345, unit: "MiB", atMost: 2 };
  expect(figureInWords(heap)).toBe("heap: 0.312 MiB (at most 2)");
  expect(figureInWords({ ...heap, value: 3 })).toBe("**heap: 3 MiB (at most 2): NOT REACHED**");
  expect(figureInWords({ ...heap, value: Number.NaN })).toMatch(/NOT REACHED/);
  expect(figureInWords({ what: "a second", value: 345_678.9, unit: "", atLeast: 200_000 })).toBe(
    "a second: 345,679 (at least 200,000)",
  );
});
