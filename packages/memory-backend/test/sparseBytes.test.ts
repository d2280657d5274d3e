import { array, assert, constantFrom, integer, nat, oneof, property, record } from "fast-check";
import { describe, expect, it } from "vitest";

import { Space } from "../src/space.ts";
import { SparseBytes } from "../src/sparseBytes.ts";
import { failing } from "./failing.ts";

const KIB = 1024;

function contentOf(bytes: SparseBytes): Buffer {
  const content = Buffer.alloc(bytes.size, 0xee);
  expect(bytes.read(content, 0)).toBe(bytes.size);
  return content;
}

/** The same as an array that is copied whenever it changes. */
class Model {
  content = Buffer.alloc(0);
  write(data: Uint8Array, offset: number): void {
    if (data.length > 0 && offset + data.length > this.content.length) this.truncate(offset + data.length);
    this.content.set(data, data.length > 0 ? offset : 0);
  }
  truncate(size: number): void {
    this.content = Buffer.concat([
      this.content.subarray(0, size),
      Buffer.alloc(Math.max(0, size - this.content.length)),
    ]);
  }
}

describe("SparseBytes", () => {
  it("is what an array would be, whatever is written and cut, in whatever order", () => {
    const place = oneof(nat(300 * KIB), constantFrom(64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 128 * KIB));
    const write = record({
      kind: constantFrom("write"),
      place,
      length: oneof(nat(20), nat(150 * KIB)),
      fill: integer({ min: 1, max: 255 }),
    });
    const truncate = record({ kind: constantFrom("truncate"), place });
    assert(
      property(
        array(oneof(write, truncate), { maxLength: 12 }),
        nat(300 * KIB),
        nat(100 * KIB),
        (steps, at, length) => {
          const space = new Space(Infinity);
          const bytes = new SparseBytes(space);
          const model = new Model();
          for (const step of steps) {
            if ("length" in step) {
              const data = Buffer.alloc(step.length, step.fill);
              bytes.write(data, step.place);
              model.write(data, step.place);
            } else {
              bytes.truncate(step.place);
              model.truncate(step.place);
            }
          }
          expect(contentOf(bytes).equals(model.content)).toBe(true);
          const part = Buffer.alloc(length, 0xee);
          const count = bytes.read(part, at);
          expect(part.subarray(0, count).equals(model.content.subarray(at, at + length))).toBe(true);
          bytes.truncate(0);
          expect(space.used).toBe(0);
        },
      ),
      { seed: 11, numRuns: 100 },
    );
  });

  it("keeps no view of what was written", () => {
    const bytes = new SparseBytes(new Space(Infinity));
    const data = Buffer.from("before");
    bytes.write(data, 0);
    data.fill(0);
    expect(contentOf(bytes).toString()).toBe("before");
  });

  it("takes nothing for holes, however large", () => {
    const space = new Space(200 * KIB);
    const bytes = new SparseBytes(space);
    bytes.truncate(2 ** 50);
    bytes.write(Buffer.from("end"), 2 ** 50);
    expect(bytes.size).toBe(2 ** 50 + 3);
    expect(space.used).toBeLessThan(64 * KIB);
    const part = Buffer.alloc(10, 1);
    expect(bytes.read(part, 2 ** 50 - 5)).toBe(8);
    expect([...part]).toEqual([0, 0, 0, 0, 0, ...Buffer.from("end"), 1, 1]);
  });

  it("reads nothing at and after the end", () => {
    const bytes = new SparseBytes(new Space(Infinity));
    bytes.write(Buffer.from("abc"), 0);
    expect(bytes.read(Buffer.alloc(5), 3)).toBe(0);
    expect(bytes.read(Buffer.alloc(5), 2 ** 40)).toBe(0);
  });

  it("writes all or nothing when the space does not suffice", () => {
    const space = new Space(100 * KIB);
    const bytes = new SparseBytes(space);
    bytes.write(Buffer.alloc(90 * KIB, 1), 0);
    expect(() => bytes.write(Buffer.alloc(20 * KIB, 2), 80 * KIB + 1)).toThrow(failing("ENOSPC"));
    expect(contentOf(bytes).equals(Buffer.alloc(90 * KIB, 1))).toBe(true);
    bytes.write(Buffer.alloc(20 * KIB, 2), 80 * KIB);
    expect(space.used).toBe(space.capacity);
  });

  it("refuses what no number can count", () => {
    const bytes = new SparseBytes(new Space(Infinity));
    const tooBig = failing("EFBIG");
    expect(() => bytes.write(Buffer.alloc(2), Number.MAX_SAFE_INTEGER - 1)).toThrow(tooBig);
    expect(() => bytes.truncate(2 ** 63)).toThrow(tooBig);
    expect(bytes.size).toBe(0);
  });
});
