import { existsSync, readFileSync, rmSync } from "node:fs";

import { expect, it } from "vitest";

import { formatResult } from "../src/report.ts";

const result = {
  target: "framing",
  executions: 123_456,
  milliseconds: 2000,
  findings: [],
  kept: [new Uint8Array()],
  slowest: { milliseconds: 1.234, input: new Uint8Array(100) },
  buffersPerByte: 0.96,
  heapPerByte: 3.21,
};

it("formatResult says what ran, how fast, and what was found", () => {
  expect(formatResult(result).split("\n")).toEqual([
    "framing: 123,456 executions, 61,728/s, 0 findings",
    "  1 inputs run code that none before them ran",
    `  slowest: 1.23 ms for 100 bytes, ${"00".repeat(48)}...`,
    "  allocated at most 1.0 bytes in buffers and 3.2 on the heap per byte of input",
  ]);
});

it("formatResult keeps a finding in a file and says how to run it again", () => {
  const finding = { what: "throws Error: no", input: Uint8Array.of(1, 2) };
  const [, , , , first, second, third] = formatResult({ ...result, findings: [finding] }).split("\n");
  expect([first, second]).toEqual(["  FINDING throws Error: no", "    2 bytes, 0102"]);
  const [, file = ""] =
    /^    again: pnpm fuzz --target framing --input (tooling\/fuzz\/findings\/\S+)$/.exec(third!) ?? [];
  expect(readFileSync(file)).toEqual(Buffer.from([1, 2]));
  rmSync(file);
  expect(existsSync(file)).toBe(false);
});
