import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Coverage } from "../src/coverage.ts";
import { stepwise } from "./stepwise.ts";

let coverage: Coverage;
beforeEach(() => (coverage = new Coverage((url) => url.endsWith("stepwise.ts"))));
afterEach(() => coverage.close());

describe("Coverage", () => {
  it("finds new what never ran before, once it is remembered not any more", () => {
    stepwise(Buffer.from("x"));
    const first = coverage.look();
    expect(coverage.isNew(first)).toBe(true);
    coverage.remember(first);

    stepwise(Buffer.from("y"));
    expect(coverage.isNew(coverage.look())).toBe(false);

    stepwise(Buffer.from("S"));
    const second = coverage.look();
    expect(coverage.isNew(second)).toBe(true);
    coverage.remember(second);
    expect(coverage.isNew(second)).toBe(false);
  });

  it("sees nothing of other scripts, and nothing where nothing ran", () => {
    coverage.remember(coverage.look());
    expect(coverage.look()).toEqual([]);
    JSON.stringify(new Map([[1, expect]]).size);
    expect(coverage.isNew(coverage.look())).toBe(false);
  });
});
