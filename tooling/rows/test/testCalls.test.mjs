// @ts-check
import { describe, expect, it } from "vitest";

import { testCalls } from "../src/testCalls.mjs";

/** @param {string} source */
const proving = (source) =>
  testCalls(source)
    .filter(({ proves }) => proves)
    .map(({ title }) => title);

describe("testCalls", () => {
  it("finds it, test and describe with titles of every kind of string", () => {
    expect(
      proving(`
        describe("suite", () => {
          it('single', () => {});
          test(\`template \${value}\`, async () => {});
          it("con" + "catenated", () => {});
        });
      `),
    ).toEqual(["suite", "single", "template ${}", "con catenated"]);
  });

  it("ignores calls in comments and strings, and methods of those names", () => {
    expect(
      proving(`// it("comment", () => {});\n const s = 'it("string", f)'; pattern.test("method", f);`),
    ).toEqual([]);
  });

  it("counts modifiers that still run, and those that depend on the machine", () => {
    expect(
      proving(`
        it.only("only", f);
        it.concurrent("concurrent", f);
        it.runIf(process.platform === "linux")("linux", f);
        describe.skipIf(isWindows())("posix", () => { it("inner", f); });
      `),
    ).toEqual(["only", "concurrent", "linux", "posix", "inner"]);
  });

  it("counts nothing that is skipped, to do, expected to fail or without a body", () => {
    expect(
      proving(`
        it.skip("skip", f);
        it.todo("todo");
        it.fails("fails", f);
        it.concurrent.skip("both", f);
        it("bare");
        it("by option", { skip: true }, f);
        describe.skip("suite", () => { it("inside", f); });
      `),
    ).toEqual([]);
  });

  it("counts a suite only if something in it runs", () => {
    expect(proving(`describe("idle", () => { it.skip("a", f); });`)).toEqual([]);
    expect(proving(`describe("busy", () => { it.skip("a", f); it("b", f); });`)).toEqual(["busy", "b"]);
    expect(proving(`it("timed", { timeout: 30_000 }, f);`)).toEqual(["timed"]);
  });

  it("adds the table of each to a title that takes values from it", () => {
    expect(proving(`it.each([["one", 1], ["two", 2]])("case %s", f);`)).toEqual(["case %s one two"]);
    expect(proving('it.each`a | b\n${1} | ${2}`("takes $a", f);')).toHaveLength(1);
    expect(proving(`it.each([["[C99]"]])("fixed", f);`)).toEqual(["fixed"]);
  });

  it("tells the line of the call", () => {
    expect(testCalls(`\n\nit(\n"a", f);`)).toEqual([{ title: "a", line: 3, proves: true }]);
  });
});
