import { frame, join, raw, string, u32, u64, u8 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { latin1, type NameCodec, utf8 } from "../src/index.ts";
import { Writer } from "../src/writer.ts";
import { ids, runs, UINT64_EDGES } from "./arbitraries.ts";

/** One call of a Writer, and the bytes that it must put. */
type Step = [put: (writer: Writer) => void, bytes: Uint8Array];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((value): Step => [(writer) => writer.u8(value), u8(value)]),
  ids.map((value): Step => [(writer) => writer.u32(value, "f"), u32(value)]),
  fc.constantFrom(...UINT64_EDGES).map((value): Step => [(writer) => writer.u64(value, "f"), u64(value)]),
  fc.maxSafeNat().map((value): Step => [(writer) => writer.u64(value, "f"), u64(value)]),
  fc.string().map((value): Step => [(writer) => writer.text(value, "f"), string(value)]),
  fc.string({ unit: "binary" }).map((value): Step => [(writer) => writer.text(value, "f"), string(value)]),
  fc.uint8Array().map((value): Step => [(writer) => writer.bytes(value, "f"), string(value)]),
  fc.uint8Array().map((value): Step => [(writer) => writer.rest(value, "f"), value]),
);

function putText(text: string, names?: NameCodec): Uint8Array {
  const writer = new Writer(names);
  writer.text(text, "f");
  return writer.finish();
}

function putBytes(value: unknown): Uint8Array {
  const writer = new Writer();
  writer.bytes(value as Uint8Array, "handle");
  return writer.finish();
}

describe("Writer", () => {
  it("puts the same bytes wherever its memory has to grow", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const writer = new Writer();
        for (const [put] of steps) put(writer);
        const expected = join(...steps.map(([, bytes]) => bytes));
        expect(writer.length).toBe(expected.length);
        expect(writer.finish()).toEqual(expected);
      }),
      runs(500),
    );
  });

  it.each([1, 63, 64, 65, 127, 128, 129, 4096])("loses no byte that is put behind %i others", (before) => {
    const writer = new Writer();
    writer.rest(new Uint8Array(before), "f");
    writer.u8(0xab);
    expect(writer.finish().at(-1)).toBe(0xab);
  });

  it("frames a packet", () => {
    const writer = new Writer();
    writer.begin(7);
    writer.text("abc", "f");
    expect(writer.packet()).toEqual(frame(7, string("abc")));
  });

  it("leaves room to be filled later", () => {
    const writer = new Writer();
    const at = writer.skip(4);
    writer.rest(raw("x"), "f");
    writer.setU32(at, 0xfffefdfc);
    expect(writer.finish()).toEqual(Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0x78));
  });

  it("puts text by the session's charset, also where it begins with ASCII", () => {
    expect(putText("plain and é")).toEqual(string("plain and é"));
    expect(putText("plain and é", latin1)).toEqual(string(join(raw("plain and "), u8(0xe9))));
    expect(putText("plain", { ...utf8, encode: (name) => raw(name.toUpperCase()) })).toEqual(string("PLAIN"));
    expect(putText("")).toEqual(u32(0));
  });

  it("takes bytes in any dress, but nothing that only looks like bytes", () => {
    expect(putBytes(Buffer.from("ab"))).toEqual(string("ab"));
    expect(putBytes(new Uint8ClampedArray([0x61]))).toEqual(string("a"));
    for (const value of ["ab", [1, 2], new Uint16Array(2), new DataView(new ArrayBuffer(2)), {}, 5]) {
      expect(() => putBytes(value)).toThrow(`handle must be a Uint8Array, but is ${typeof value}`);
    }
  });
});
