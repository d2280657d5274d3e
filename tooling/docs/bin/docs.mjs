#!/usr/bin/env node
// @ts-check
/** `pnpm run docs` writes the pages that come from the code; with `--check` it fails where a page is not what it would write. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { firstDifference } from "../src/firstDifference.mjs";
import { protocolPage } from "../src/protocolPage.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const pages = { "protocol.md": protocolPage() };

for (const [name, page] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`../pages/${name}`, import.meta.url));
  const difference = firstDifference(existsSync(file) ? readFileSync(file, "utf8") : "", page);
  if (difference === undefined) {
    console.log(`${name} is up to date`);
  } else if (values.check) {
    console.error(`${name} is not what the code says (run \`pnpm run docs\` and commit it)\n${difference}`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, page);
    console.log(`${name} written`);
  }
}
