import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chart } from "./chart.ts";
import { machineLine } from "./machine.ts";
import type { WorkRecord } from "./record.ts";
import { type Column, table } from "./table.ts";

/** How results are written down. */
export interface Report {
  /** Where to. */
  readonly folder: string;
  /** What made them. */
  readonly command: string;
  /** Their works, in order. */
  readonly order: readonly string[];
  readonly columns: readonly Column[];
}

/** Adds records to those in a folder, in the place of older ones of the same work, and draws all of them anew. */
export function saveResults(records: readonly WorkRecord[], report: Report): void {
  const { folder, order } = report;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "results.json");
  const older: WorkRecord[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const kept = older.filter(({ id }) => !records.some((record) => record.id === id));
  const all = [...kept, ...records].toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`);
  for (const record of all) writeFileSync(join(folder, `${record.id}.svg`), chart(record));
  writeFileSync(join(folder, "README.md"), page(all, report));
}

function page(records: readonly WorkRecord[], { command, columns }: Report): string {
  const parts = records.map((record) =>
    [
      `## ${record.title}`,
      machineLine(record.machine),
      table(record, columns),
      `![${record.title}](${record.id}.svg)`,
    ].join("\n\n"),
  );
  return `${["# Results", `Written by \`${command}\`; how to read it is said in the README of \`tooling/bench\`.`, ...parts].join("\n\n")}\n`;
}
