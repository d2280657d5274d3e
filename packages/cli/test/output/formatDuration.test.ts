import { expect, it } from "vitest";
import { formatDuration } from "../../src/output/formatDuration.ts";

it.each([
  [0, "0:00"],
  [6.6, "0:07"],
  [59.6, "1:00"],
  [750, "12:30"],
  [3723, "1:02:03"],
])("formatDuration(%d) is %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
