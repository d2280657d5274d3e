#!/usr/bin/env node
// @ts-check
/**
 * `pnpm rows` shows which rows have a test that proves them. `--check` fails when a row of proven.txt has lost its tests,
 * `--update` writes proven.txt anew. An id that no row has is a failure always.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { findMentions, parseRows } from "../src/rows.mjs";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
    root: { type: "string", default: fileURLToPath(new URL("../../..", import.meta.url)) },
  },
});

const provenFile = join(values.root, "tooling/rows/proven.txt");
const groups = parseRows(readFileSync(join(values.root, "tooling/rows/ids.txt"), "utf8"));
const ids = groups.flatMap(({ rows }) => rows.map(({ id }) => id));
const mentions = findMentions(values.root);
const proofs = new Map(
  ids.map((id) => [id, mentions.filter((mention) => mention.id === id && mention.proves)]),
);
const proven = ids.filter((id) => proofs.get(id)?.length);
const failures = mentions
  .filter(({ id }) => !ids.includes(id))
  .map(({ id, where }) => `${where} names ${id}, which is no row`);

if (values.update) {
  writeFileSync(provenFile, proven.map((id) => `${id}\n`).join(""));
  console.log(`${proven.length} rows written to proven.txt`);
} else if (values.check) {
  const recorded = readFileSync(provenFile, "utf8")
    .split("\n")
    .filter((id) => id !== "");
  const lost = recorded.filter((id) => !proven.includes(id));
  failures.push(...lost.map((id) => `${id} was proven, but no test that runs names it any more`));
  console.log(`${recorded.length - lost.length} of ${recorded.length} recorded rows are still proven`);
} else {
  for (const { title, rows } of groups) {
    console.log(`\n${title}: ${rows.filter(({ id }) => proven.includes(id)).length} of ${rows.length}`);
    for (const row of rows) {
      console.log(`  ${proven.includes(row.id) ? "+" : "-"} ${row.id.padEnd(4)} ${row.title}`);
      for (const { where } of proofs.get(row.id) ?? []) console.log(`         ${where}`);
    }
  }
  console.log(`\n${proven.length} of ${ids.length} rows proven`);
}

for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
