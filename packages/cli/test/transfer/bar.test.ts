import { expect, it } from "vitest";
import { bar } from "../../src/transfer/bar.ts";

it.each([
  [0, "────"],
  [0.5, "━━──"],
  [1, "━━━━"],
  [7, "━━━━"],
  [-1, "────"],
])("bar(%d) is %s", (part, text) => {
  expect(bar(part, 4)).toBe(text);
});

it("shows what was there before", () => {
  expect(bar(0.75, 4, 0.25)).toBe("═━━─");
});
