// @ts-check
import { describe, expect, it } from "vitest";

import { code, codeBlock, table } from "../src/markdown.mjs";

describe("markdown", () => {
  it("aligns the columns of a table, and keeps bars inside their cell", () => {
    expect(table(["a", "long head"], [["1|2", "x"]])).toBe(
      "| a    | long head |\n| ---- | --------- |\n| 1\\|2 | x         |",
    );
  });

  it("marks code", () => {
    expect(code("u32")).toBe("`u32`");
    expect(codeBlock("a\nb")).toBe("```text\na\nb\n```");
  });
});
