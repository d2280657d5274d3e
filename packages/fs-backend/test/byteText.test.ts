import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type ByteName, locate, type Located, native, toBytes, toText } from "../src/byteText.ts";

describe("names in bytes", () => {
  it("lose nothing on the way to the API and back", () => {
    const bytes = fc.uint8Array().map((array) => Buffer.from(array).toString("latin1"));
    fc.assert(
      fc.property(bytes, (name) => {
        expect(toBytes(toText(name))).toBe(name);
        expect(Buffer.from(native(name) as string)).toEqual(Buffer.from(name, "latin1"));
      }),
      { seed: 3 },
    );
  });

  it("are themselves where they are ASCII", () => {
    expect(toBytes("plain")).toBe("plain");
    expect(toText("plain")).toBe("plain");
    expect(native("plain")).toBe("plain");
    expect(toBytes("é")).toBe("\xc3\xa9");
    expect(toText("\xff")).toBe("\udcff");
  });

  it("are found in their folder", () => {
    expect(locate("/" as Located, "a" as ByteName)).toBe("/a");
    expect(locate("/proc/self/fd/7" as Located, "a" as ByteName)).toBe("/proc/self/fd/7/a");
  });
});
