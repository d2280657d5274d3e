import { expect, it } from "vitest";
import { counted } from "../../src/output/counted.ts";

it.each([
  [0, "0 files"],
  [1, "1 file"],
  [1000, "1,000 files"],
])("counted(%d) is %s", (count, text) => {
  expect(counted(count, "file")).toBe(text);
});
