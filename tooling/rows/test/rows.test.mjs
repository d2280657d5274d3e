// @ts-check
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { findMentions, parseRows } from "../src/rows.mjs";

const program = fileURLToPath(new URL("../bin/rows.mjs", import.meta.url));
const ids = "# remark\n\n## First\nM1 one\nM2 two\n\n## Second\nC-1 three\n";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rows-"));
  write("tooling/rows/ids.txt", ids);
  write("tooling/rows/proven.txt", "");
  write("packages/a/test/a.test.ts", `it("[M1] [C-1] both at once", () => {});`);
});

afterEach(() => rmSync(root, { recursive: true }));

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** @param {string[]} options */
function rows(...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--root", root, ...options], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("parseRows", () => {
  it("reads groups and rows", () => {
    expect(parseRows(ids)).toEqual([
      {
        title: "First",
        rows: [
          { id: "M1", title: "one" },
          { id: "M2", title: "two" },
        ],
      },
      { title: "Second", rows: [{ id: "C-1", title: "three" }] },
    ]);
  });

  it("refuses a line that is no row", () => {
    expect(() => parseRows("## First\nM1\n")).toThrow("not a row: M1");
    expect(() => parseRows("M1 before any group\n")).toThrow("not a row");
  });

  it("reads the list of this repository: every family in full, no id twice", () => {
    const list = parseRows(readFileSync(new URL("../ids.txt", import.meta.url), "utf8"));
    const counts = new Map(
      Object.entries({ M: 5, C: 37, "F-": 20, A: 7, S: 21, H: 5, I: 10, F: 47 }).concat(
        Object.entries({ "W-": 10, "C-": 24, "S-": 24, "B-": 12, "P-": 6 }),
      ),
    );
    const expected = [...counts].flatMap(([family, count]) =>
      Array.from({ length: count }, (_, index) => `${family}${index + 1}`),
    );
    expected.push("O-4");
    const listed = list.flatMap((group) => group.rows.map(({ id }) => id));
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });
});

describe("findMentions", () => {
  it("looks into every test file below packages and tooling, and into nothing else", () => {
    write("tooling/interop/deep/b.test.mjs", `\nit.skip("[M2]", () => {});`);
    write("packages/a/src/a.ts", `it("[M2]", () => {});`);
    write("packages/a/node_modules/x/test/x.test.ts", `it("[M2]", () => {});`);
    write("packages/a/dist/x.test.js", `it("[M2]", () => {});`);
    expect(findMentions(root)).toEqual([
      { id: "M1", where: "packages/a/test/a.test.ts:1", proves: true },
      { id: "C-1", where: "packages/a/test/a.test.ts:1", proves: true },
      { id: "M2", where: "tooling/interop/deep/b.test.mjs:2", proves: false },
    ]);
  });
});

describe("pnpm rows", () => {
  it("prints proven and unproven rows by group, with where they are proven", () => {
    const { status, stdout } = rows();
    expect(stdout).toBe(`
First: 1 of 2
  + M1   one
         packages/a/test/a.test.ts:1
  - M2   two

Second: 1 of 1
  + C-1  three
         packages/a/test/a.test.ts:1

2 of 3 rows proven
`);
    expect(status).toBe(0);
  });

  it("fails on an id that no row has, wherever it stands in a title", () => {
    write("packages/b/test/b.test.ts", `it.skip("reads [M3] and [0] and [C1x]", () => {});`);
    expect(rows()).toMatchObject({
      status: 1,
      stderr: "packages/b/test/b.test.ts:1 names M3, which is no row\n",
    });
  });

  it("keeps C1 and C-1 apart", () => {
    write("packages/b/test/b.test.ts", `it("[C1]", () => {});`);
    expect(rows("--check")).toMatchObject({
      status: 1,
      stderr: "packages/b/test/b.test.ts:1 names C1, which is no row\n",
    });
  });

  it("--check fails once a recorded row has lost its test, until --update records what is left", () => {
    expect(rows("--update").status).toBe(0);
    expect(readFileSync(join(root, "tooling/rows/proven.txt"), "utf8")).toBe("M1\nC-1\n");
    expect(rows("--check")).toMatchObject({ status: 0, stdout: "2 of 2 recorded rows are still proven\n" });

    write("packages/a/test/a.test.ts", `it("[M1]", () => {}); it.skip("[C-1]", () => {});`);
    expect(rows("--check")).toMatchObject({
      status: 1,
      stderr: "C-1 was proven, but no test that runs names it any more\n",
    });
    rows("--update");
    expect(rows("--check").status).toBe(0);
  });
});
