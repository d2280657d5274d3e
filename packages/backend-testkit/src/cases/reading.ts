import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group } from "../definition.ts";
import { pattern } from "../pattern.ts";

export const reading = group("read", {
  "gives the bytes that were written, whatever they are": async (bench) => {
    const bytes = pattern(100_000);
    await bench.make("file", bytes);
    await bench.holds("file", bytes);
  },

  "gives the bytes at the offset that was asked for": async (bench) => {
    const bytes = pattern(70_000);
    await bench.make("file", bytes);
    const handle = await bench.open("file", OpenFlags.READ);
    for (const [offset, length] of [
      [0, 1],
      [1, 70],
      [32_767, 2],
      [65_535, 4000],
      [69_999, 1],
    ] as const) {
      assert.ok((await bench.read(handle, offset, length)).equals(bytes.subarray(offset, offset + length)));
    }
    await bench.closeFile(handle);
  },

  "ends at the end, and says so after it": async (bench) => {
    await bench.make("file", "0123456789");
    const handle = await bench.open("file", OpenFlags.READ);
    assert.equal(String(await bench.read(handle, 7, 100)), "789");
    for (const offset of [10, 11, 2 ** 31, 2 ** 33, 2 ** 52]) {
      assert.equal(await bench.readOnce(handle, offset, 10), undefined);
    }
    await bench.closeFile(handle);
  },

  "of an empty file is at its end": async (bench) => {
    await bench.make("file");
    const handle = await bench.open("file", OpenFlags.READ);
    assert.equal(await bench.readOnce(handle, 0, 10), undefined);
    await bench.closeFile(handle);
  },

  "answers each of many requests at once with its own bytes": async (bench) => {
    const bytes = pattern(64 * 1000);
    await bench.make("file", bytes);
    const handle = await bench.open("file", OpenFlags.READ);
    const offsets = Array.from({ length: 64 }, (_, index) => ((index * 37) % 64) * 1000);
    const parts = await Promise.all(offsets.map((offset) => bench.read(handle, offset, 1000)));
    for (const [index, offset] of offsets.entries()) {
      assert.ok(parts[index]!.equals(bytes.subarray(offset, offset + 1000)), `1000 bytes at ${offset}`);
    }
    await bench.closeFile(handle);
  },

  "may be asked for more than any reply holds": async (bench) => {
    const bytes = pattern(600_000);
    await bench.make("file", bytes);
    const handle = await bench.open("file", OpenFlags.READ);
    const part = await bench.readOnce(handle, 5, 1_000_000);
    assert.ok(part?.equals(bytes.subarray(5, 5 + part.length)));
    await bench.closeFile(handle);
  },
});
