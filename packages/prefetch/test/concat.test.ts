import { expect, it } from "vitest";

import { concat } from "../src/concat.ts";

it("joins parts, and copies only if there are several", () => {
  const part = Uint8Array.of(1, 2);
  expect(concat([part])).toBe(part);
  expect(concat([part, new Uint8Array(0), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3));
  expect(concat([])).toEqual(new Uint8Array(0));
});
