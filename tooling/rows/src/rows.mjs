// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { testCalls } from "./testCalls.mjs";

/**
 * @typedef {{ id: string, title: string }} Row
 * @typedef {{ title: string, rows: Row[] }} Group
 * @typedef {{ id: string, where: string, proves: boolean }} Mention
 */

const TEST_FILE = /\.test\.m?[jt]s$/;
const NO_SOURCE = new Set(["node_modules", "dist", ".types"]);
/** What looks like an id of one of the families, known or not. */
const ID = /\[([MCFASHIWBP]-?\d+)\]/g;

/**
 * Reads the list of rows: `## Group` lines and `ID title` lines; `#` begins a remark.
 *
 * @param {string} text
 * @returns {Group[]}
 */
export function parseRows(text) {
  /** @type {Group[]} */
  const groups = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("## ")) groups.push({ title: line.slice(3), rows: [] });
    else if (line !== "" && !line.startsWith("#")) {
      const [, id, title] = /^(\S+) (.+)$/.exec(line) ?? [];
      const group = groups.at(-1);
      if (id === undefined || title === undefined || group === undefined)
        throw new Error(`not a row: ${line}`);
      group.rows.push({ id, title });
    }
  }
  return groups;
}

/**
 * Every id that stands in the title of a test below `packages` and `tooling`.
 *
 * @param {string} root the repository
 * @returns {Mention[]}
 */
export function findMentions(root) {
  return ["packages", "tooling"]
    .flatMap((folder) => testFiles(join(root, folder)))
    .flatMap((file) =>
      testCalls(readFileSync(file, "utf8")).flatMap(({ title, line, proves }) =>
        Array.from(title.matchAll(ID), ([, id]) => ({
          id: /** @type {string} */ (id),
          where: `${relative(root, file)}:${line}`,
          proves,
        })),
      ),
    );
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NO_SOURCE.has(entry.name) ? [] : testFiles(path);
      return TEST_FILE.test(entry.name) ? [path] : [];
    });
}
