import { expect, it } from "vitest";
import { parseOpenMode } from "../../src/file/openMode.ts";

const table: [mode: string, flags: number][] = [
  ["r", 0x01],
  ["rb", 0x01],
  ["rU", 0x01],
  ["r+", 0x03],
  ["w", 0x1a],
  ["w+", 0x1b],
  ["a", 0x0e],
  ["a+", 0x0f],
  ["x", 0x2a],
  ["x+", 0x2b],
  ["wx", 0x3a],
  ["xw", 0x3a],
  ["w+x", 0x3b],
  ["ax", 0x2e],
  ["rb+", 0x03],
  ["r+b", 0x03],
];

it.each(table)("[C25] mode %s is the flags %i", (mode, flags) => {
  expect(parseOpenMode(mode).flags).toBe(flags);
});

it("[F17] mode x opens for writing", () => {
  expect(parseOpenMode("x")).toMatchObject({ writable: true, readable: false });
  expect(parseOpenMode("x+")).toMatchObject({ writable: true, readable: true });
});

it("[F-11] tells what a mode allows", () => {
  expect(parseOpenMode("r")).toMatchObject({ readable: true, writable: false, append: false });
  expect(parseOpenMode("r+")).toMatchObject({ readable: true, writable: true });
  expect(parseOpenMode("w")).toMatchObject({ readable: false, writable: true });
  expect(parseOpenMode("a")).toMatchObject({ readable: false, writable: true, append: true });
  expect(parseOpenMode("a+b")).toMatchObject({ readable: true, append: true, binary: true });
  expect(parseOpenMode("rU")).toMatchObject({ universalNewlines: true, binary: false });
});

it.each(["", "z", "rw", "wa", "rx", "rr", "r++", "b", "U", "wU", "+", "xx", "R", "r "])(
  "[C25] %j is a TypeError",
  (mode) => {
    expect(() => parseOpenMode(mode)).toThrow(TypeError);
  },
);

it("[C25] a number is taken as flags, if it is made of known ones", () => {
  expect(parseOpenMode(0x0b)).toMatchObject({ flags: 0x0b, readable: true, writable: true, append: false });
  expect(parseOpenMode(0x02)).toMatchObject({ readable: false, writable: true });
  expect(parseOpenMode(0)).toMatchObject({ readable: true, writable: false });
  for (const wrong of [0x40, -1, 1.5, Number.NaN]) expect(() => parseOpenMode(wrong)).toThrow(TypeError);
});
