import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Machine } from "@sftp/bench";

import type { Figure } from "../proof.ts";
import { page } from "./page.ts";

/** What came of a proof when it was last run at that size or a larger one. */
export interface ProofRecord {
  readonly id: string;
  readonly size: number;
  readonly unit: string;
  readonly figures: readonly Figure[];
  readonly seconds: number;
  readonly command: string;
  readonly machine: Machine;
}

/** The records that are kept in a folder, by id. */
export function loadRecords(folder: string): Map<string, ProofRecord> {
  const file = join(folder, "results.json");
  const records: ProofRecord[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  return new Map(records.map((record) => [record.id, record]));
}

/**
 * Keeps a record, and writes the page of all anew.
 *
 * @returns false, and nothing is kept, if there is a record of a larger run
 */
export function saveRecord(folder: string, record: ProofRecord, order: readonly string[]): boolean {
  const records = loadRecords(folder);
  if (record.size < (records.get(record.id)?.size ?? 0)) return false;
  records.set(record.id, record);
  const kept = [...records.values()].toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "results.json"), `${JSON.stringify(kept, undefined, 1)}\n`);
  writeFileSync(join(folder, "README.md"), page(records));
  return true;
}
