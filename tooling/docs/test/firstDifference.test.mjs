// @ts-check
import { describe, expect, it } from "vitest";

import { firstDifference } from "../src/firstDifference.mjs";

describe("firstDifference", () => {
  it("is nothing for the same text", () => {
    expect(firstDifference("a\nb\n", "a\nb\n")).toBeUndefined();
  });

  it("is the first line that is not the same, as both have it", () => {
    expect(firstDifference("a\nb\nc", "a\nx\ny")).toBe("line 2\n- b\n+ x");
    expect(firstDifference("", "a")).toBe("line 1\n- \n+ a");
    expect(firstDifference("a\nb", "a")).toBe("line 2\n- b\n+ (nothing)");
  });
});
