import { expect, it } from "vitest";
import { formatBytes } from "../../src/output/formatBytes.ts";

it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1536, "1.5 KiB"],
  [10 * 1024, "10 KiB"],
  [1024 * 1024 - 1, "1.0 MiB"],
  [256 * 2 ** 20, "256 MiB"],
  [2 ** 50, "1.0 PiB"],
  [2 ** 75, "32768 EiB"],
])("formatBytes(%d) is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
