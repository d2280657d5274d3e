import Table from "cli-table3";
import { formatBytes } from "../output/formatBytes.ts";
import type { Outcome } from "./steps.ts";

/** What a step of the demo came to, and how long it took. */
export interface Result extends Outcome {
  readonly what: string;
  /** Whether the bytes went over the wire. */
  readonly transfers: boolean;
  readonly seconds: number;
}

/** The results as a table. */
export function resultTable(results: readonly Result[]): string {
  const table = new Table({
    head: ["what", "files", "size", "seconds", "MiB/s", "verified"],
    colAligns: ["left", "right", "right", "right", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { what, transfers, files, bytes, seconds, verified } of results) {
    const rate = bytes / 2 ** 20 / seconds;
    table.push([
      what,
      files.toLocaleString("en"),
      formatBytes(bytes),
      seconds.toFixed(2),
      transfers ? rate.toFixed(rate < 10 ? 1 : 0) : "",
      verified ? "yes" : "NO",
    ]);
  }
  return `${table.toString()}\n`;
}
