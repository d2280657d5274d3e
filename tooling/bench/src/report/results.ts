import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chart } from "./chart.ts";
import { machineLine, type WorkRecord } from "./record.ts";
import { table } from "./table.ts";

/** Adds records to those in a folder, in the place of older ones of the same work, and draws all of them anew. */
export function saveResults(folder: string, records: readonly WorkRecord[], order: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "results.json");
  const older: WorkRecord[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const kept = older.filter(({ id }) => !records.some((record) => record.id === id));
  const all = [...kept, ...records].toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`);
  for (const record of all) writeFileSync(join(folder, `${record.id}.svg`), chart(record));
  writeFileSync(join(folder, "README.md"), page(all));
}

function page(records: readonly WorkRecord[]): string {
  const parts = records.map((record) =>
    [
      `## ${record.title}`,
      machineLine(record.machine),
      table(record),
      `![${record.title}](${record.id}.svg)`,
    ].join("\n\n"),
  );
  return `${["# Results", "Written by `pnpm bench`; how to read it is said one folder up.", ...parts].join("\n\n")}\n`;
}
