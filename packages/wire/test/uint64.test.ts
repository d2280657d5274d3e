import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MAX_UINT64, toUInt64 } from "../src/index.ts";
import { checkUInt32, checkUInt64 } from "../src/uint64.ts";
import { runs, UINT64_EDGES } from "./arbitraries.ts";

describe("checkUInt64", () => {
  it("[M1] takes what fits 8 unsigned bytes exactly", () => {
    for (const value of [0, -0, 1, 2 ** 32, 2 ** 53 - 1, ...UINT64_EDGES]) {
      expect(() => checkUInt64(value, "offset")).not.toThrow();
    }
  });

  it("[M1] refuses everything else, and says what and why", () => {
    const misfits = [-1, -1n, 2n ** 64n, 2 ** 53, 2 ** 64, 0.5, Number.NaN, Number.POSITIVE_INFINITY];
    for (const value of [...misfits, "1" as never, null as never, undefined as never]) {
      expect(() => checkUInt64(value, "offset")).toThrow(
        new RangeError(
          `offset must be an integer from 0 to 2^64-1 (a bigint above 2^53-1), but is ${String(value)}`,
        ),
      );
    }
  });
});

describe("checkUInt32", () => {
  it("[M1] takes what fits 4 unsigned bytes, and nothing else", () => {
    for (const value of [0, 1, 2 ** 31, 2 ** 32 - 1]) expect(() => checkUInt32(value, "uid")).not.toThrow();
    for (const value of [-1, 2 ** 32, 0.5, Number.NaN, "1" as never, 1n as never]) {
      expect(() => checkUInt32(value, "uid")).toThrow(
        new RangeError(`uid must be an integer from 0 to 2^32-1, but is ${String(value)}`),
      );
    }
  });
});

describe("toUInt64", () => {
  it("[M1] is a number exactly where that is exact", () => {
    expect(toUInt64(2n ** 53n - 1n)).toBe(2 ** 53 - 1);
    expect(toUInt64(2n ** 53n)).toBe(2n ** 53n);
    expect(toUInt64(7)).toBe(7);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_UINT64 }), (value) => {
        expect(BigInt(toUInt64(value))).toBe(value);
        expect(typeof toUInt64(value)).toBe(value < 2n ** 53n ? "number" : "bigint");
      }),
      runs(500),
    );
  });
});
