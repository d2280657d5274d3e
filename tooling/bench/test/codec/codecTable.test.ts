import { expect, it } from "vitest";

import { codecTable } from "../../src/codec/codecTable.ts";
import { rejectionTable } from "../../src/codec/rejectionTable.ts";
import { rejections } from "../../src/codec/rejections.ts";
import { samples } from "../../src/codec/samples.ts";

it("the tables have a row for each message and for each rejection", { timeout: 60_000 }, async () => {
  const codec = (await codecTable({ time: 1 })).split("\n");
  expect(codec).toHaveLength(2 + samples.length);
  expect(codec.find((line) => line.startsWith("| data |"))).toMatch(/^\| data \| 32,781( \| [\d,]+){8} \|$/);
  expect((await rejectionTable({ time: 1 })).split("\n")).toHaveLength(2 + Object.keys(rejections).length);
});
