import { escapeName } from "@sftp/sftp";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLine } from "../../src/output/jsonLine.ts";

describe("jsonLine", () => {
  it("parses to what was given, and shows nothing that is active on a terminal", () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.nat(0xffff).map((n) => String.fromCharCode(n)),
        fc.constant("\u{e0001}"),
      ),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const line = jsonLine({ text });
        expect(JSON.parse(line)).toEqual({ text });
        expect(line.endsWith("\n")).toBe(true);
        expect(escapeName(line.slice(0, -1))).toBe(line.slice(0, -1));
      }),
      { seed: 1 },
    );
  });

  it("leaves what is harmless as it is", () => {
    expect(jsonLine({ name: "日本語 ü" })).toBe('{"name":"日本語 ü"}\n');
  });
});
