import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Finding, FuzzResult } from "./fuzz.ts";

/** Findings are put here, one file each, ready to be run again; Git does not see them. */
const FINDINGS = fileURLToPath(new URL("../findings/", import.meta.url));

/** What came of a target, for people. */
export function formatResult(result: FuzzResult): string {
  const { target, executions, milliseconds, findings, kept, slowest, buffersPerByte, heapPerByte } = result;
  const rate = Math.round((executions / milliseconds) * 1000);
  const buffers = `${buffersPerByte.toFixed(1)} bytes in buffers`;
  const heap = `${heapPerByte.toFixed(1)} on the heap`;
  return [
    `${target}: ${count(executions)} executions, ${count(rate)}/s, ${findings.length} findings`,
    `  ${kept.length} inputs run code that none before them ran`,
    `  slowest: ${slowest.milliseconds.toFixed(2)} ms for ${shown(slowest.input)}`,
    `  allocated at most ${buffers} and ${heap} per byte of input`,
    ...findings.map((finding) => formatFinding(target, finding)),
  ].join("\n");
}

/** A finding, which is kept in a file. */
function formatFinding(target: string, { what, input }: Finding): string {
  mkdirSync(FINDINGS, { recursive: true });
  const name = `${target}-${createHash("sha256").update(input).digest("hex").slice(0, 12)}`;
  writeFileSync(join(FINDINGS, name), input);
  return [
    `  FINDING ${what}`,
    `    ${shown(input)}`,
    `    again: pnpm fuzz --target ${target} --input tooling/fuzz/findings/${name}`,
  ].join("\n");
}

/** The length of an input and its first bytes. */
function shown(input: Uint8Array): string {
  const digits = Buffer.from(input.subarray(0, 48)).toString("hex");
  return `${count(input.length)} bytes, ${digits}${input.length > 48 ? "..." : ""}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
