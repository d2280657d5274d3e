import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Finding, FuzzResult } from "./fuzz.ts";

/** Findings are put here, one file each, ready to be run again; Git does not see them. */
const FINDINGS = fileURLToPath(new URL("../findings/", import.meta.url));

/** What came of a target, for people. */
export function formatResult(result: FuzzResult): string {
  const { target, executions, milliseconds, findings, kept, slowest } = result;
  const rate = Math.round((executions / milliseconds) * 1000);
  return [
    `${target}: ${count(executions)} executions, ${count(rate)}/s, ${findings.length} findings`,
    `  ${kept.length} inputs run code that none before them ran`,
    `  slowest: ${slowest.milliseconds.toFixed(2)} ms for ${count(slowest.input.length)} bytes, ${shown(slowest.input)}`,
    `  allocated at most ${result.buffersPerByte.toFixed(1)} bytes in buffers and ${result.heapPerByte.toFixed(1)} on the heap per byte of input`,
    ...findings.map((finding) => `  FINDING ${formatFinding(target, finding)}`),
  ].join("\n");
}

function formatFinding(target: string, { what, input }: Finding): string {
  mkdirSync(FINDINGS, { recursive: true });
  const name = `${target}-${createHash("sha256").update(input).digest("hex").slice(0, 12)}`;
  const file = join(FINDINGS, name);
  writeFileSync(file, input);
  return `${what}\n    ${count(input.length)} bytes, ${shown(input)}\n    again: pnpm fuzz --target ${target} --input tooling/fuzz/findings/${name}`;
}

function shown(input: Uint8Array): string {
  const digits = Buffer.from(input.subarray(0, 48)).toString("hex");
  return input.length > 48 ? `${digits}...` : digits;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
