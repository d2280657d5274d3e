import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Slice } from "./slice.ts";

/** Slices that were run, one a line; they add up. */
const RECORD = fileURLToPath(new URL("../../results/worlds.tsv", import.meta.url));

/** Adds a slice to the record. */
export function recordSlice({ from, to, findings, seconds }: Slice, date = new Date()): void {
  const failed = findings.map(({ seed }) => seed).join(" ") || "none";
  const line = [date.toISOString().slice(0, 16), process.version, from, to - 1, Math.round(seconds), failed];
  appendFileSync(RECORD, `${line.join("\t")}\n`);
}

/** The first seed that no recorded slice has, and how many worlds the slices have together. */
export function recorded(): { next: number; worlds: number } {
  const lines = existsSync(RECORD) ? readFileSync(RECORD, "utf8").split("\n").slice(1) : [];
  const slices = lines
    .filter(Boolean)
    .map((line) => line.split("\t").slice(2, 4).map(Number) as [number, number]);
  return {
    next: Math.max(0, ...slices.map(([, last]) => last)) + 1,
    worlds: slices.reduce((sum, [first, last]) => sum + last - first + 1, 0),
  };
}
