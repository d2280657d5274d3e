// @ts-check
import { describe, expect, it } from "vitest";

import { tokenize } from "../src/tokens.mjs";

/** @param {string} source */
const texts = (source) => tokenize(source).map(({ kind, text }) => `${kind} ${text}`);

describe("tokenize", () => {
  it("drops comments, also those that look like strings, and keeps strings that look like comments", () => {
    expect(texts(`a // "b"\n/* 'c' */ "// d"`)).toEqual(["word a", "string // d"]);
  });

  it("reads strings of all three kinds, with their escapes", () => {
    expect(texts(String.raw`"a\"b" 'c\'d' ${"`e\\`f`"}`)).toEqual(['string a"b', "string c'd", "string e`f"]);
  });

  it("leaves out what stands in the holes of a template, templates and braces included", () => {
    expect(texts("`a ${ { b: `}` } + `${c}` } d` e")).toEqual(["string a ${} d", "word e"]);
    expect(texts("`$ $a`")).toEqual(["string $ $a"]);
  });

  it("tells a regular expression from a division", () => {
    expect(texts("a / b / c")).toEqual(["word a", "mark /", "word b", "mark /", "word c"]);
    expect(texts(String.raw`f(/["'\/]/g, "x")`)).toEqual([
      "word f",
      "mark (",
      String.raw`regex /["'\/]/g`,
      "mark ,",
      "string x",
      "mark )",
    ]);
    expect(texts("return /[/]'/")).toEqual(["word return", "regex /[/]'/"]);
  });

  it("knows the lines", () => {
    expect(tokenize("a\n\n`x\ny` b").map(({ line }) => line)).toEqual([1, 3, 4]);
  });
});
