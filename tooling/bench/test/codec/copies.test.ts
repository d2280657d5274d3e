import { describe, expect, it } from "vitest";

import { countCopies } from "../../src/codec/copies.ts";
import { ours } from "../../src/codec/ours.ts";
import { samples } from "../../src/codec/samples.ts";

const payload = 32_768;
const handle = 4;

describe("countCopies", () => {
  it("sees every way from buffer to buffer, and nothing else", () => {
    const source = Buffer.alloc(10);
    expect(countCopies(() => new Uint8Array(20).set(source, 3))).toBe(10);
    expect(countCopies(() => new Uint8Array(source))).toBe(10);
    expect(countCopies(() => Uint8Array.prototype.slice.call(source, 2, 5))).toBe(3);
    expect(countCopies(() => source.copy(Buffer.alloc(4)))).toBe(4);
    expect(countCopies(() => Buffer.concat([source, source]))).toBe(20);
    expect(countCopies(() => Buffer.from(source))).toBe(10);
    expect(
      countCopies(() => [source.subarray(1), new Uint8Array(5), Buffer.from("text"), String(source)]),
    ).toBe(0);
  });

  it("leaves everything as it was, also after an error", () => {
    const before = [globalThis.Uint8Array, Buffer.from, Buffer.concat, Buffer.prototype.copy];
    expect(() => countCopies(() => JSON.parse("no"))).toThrow(SyntaxError);
    expect([globalThis.Uint8Array, Buffer.from, Buffer.concat, Buffer.prototype.copy]).toEqual(before);
  });
});

describe("a payload", () => {
  it.each(["data", "write"])(
    "of %s is copied once when it is encoded, and once into memory of its own when it is decoded",
    (name) => {
      const sample = samples.find((candidate) => candidate.name === name)!;
      expect(countCopies(ours.encoder(sample)!)).toBeLessThan(payload + 100);
      const decode = ours.decoder(sample)!;
      expect(countCopies(() => decode([sample.packet]))).toBeLessThanOrEqual(sample.packet.length + handle);
    },
  );

  it.each(["data", "write"])("of %s is copied once when it comes in two SSH packets", (name) => {
    const sample = samples.find((candidate) => candidate.name === name)!;
    const pieces = [sample.packet.subarray(0, payload), sample.packet.subarray(payload)];
    const decode = ours.decoder(sample)!;
    expect(countCopies(() => decode(pieces))).toBeLessThanOrEqual(sample.packet.length + handle);
  });
});
