import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fileTypes, modeString, parseModeString, TYPE_MASK } from "../src/index.ts";

describe("modeString", () => {
  it.each([
    [0o100644, "-rw-r--r--"],
    [0o040755, "drwxr-xr-x"],
    [0o041777, "drwxrwxrwt"],
    [0o041776, "drwxrwxrwT"],
    [0o104755, "-rwsr-xr-x"],
    [0o104655, "-rwSr-xr-x"],
    [0o102755, "-rwxr-sr-x"],
    [0o102745, "-rwxr-Sr-x"],
    [0o107000, "---S--S--T"],
    [0o107111, "---s--s--t"],
    [0o120777, "lrwxrwxrwx"],
    [0o010600, "prw-------"],
    [0o020620, "crw--w----"],
    [0o060660, "brw-rw----"],
    [0o140700, "srwx------"],
    [0o000644, "?rw-r--r--"],
    [0o150644, "?rw-r--r--"],
    [undefined, "?---------"],
  ])("[A6] shows %o as %s", (mode, text) => {
    expect(modeString(mode)).toBe(text);
  });
});

describe("parseModeString", () => {
  it("reads back every mode of every type", () => {
    for (const { bits } of [...Object.values(fileTypes), { bits: 0 }]) {
      for (let permissions = 0; permissions <= 0o7777; permissions++) {
        const mode = bits | permissions;
        if (parseModeString(modeString(mode)) !== mode) expect.fail(`${mode.toString(8)} does not come back`);
      }
    }
  });

  it("reads an unknown type as no type bits", () => {
    expect(parseModeString("?rw-r--r--") & TYPE_MASK).toBe(0);
  });

  it("refuses what is no mode string", () => {
    const refused = [
      "",
      "rw-r--r--",
      "-rw-r--r--\n",
      "-rw-r--r--+",
      "-rw-r--r-s",
      "-rwtr--r--",
      "xrw-r--r--",
      "-r--w----x-",
    ];
    for (const text of refused) expect(() => parseModeString(text), text).toThrow(TypeError);
    expect(() => parseModeString("\u001b[2J")).toThrow(
      new TypeError('"\\u{1b}[2J" is no mode string; one looks like "-rw-r--r--"'),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 12 }), (text) => {
        let mode: number;
        try {
          mode = parseModeString(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        expect(modeString(mode)).toBe(text);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
