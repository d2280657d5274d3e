import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group, needing } from "../definition.ts";
import { pattern } from "../pattern.ts";

const { READ, WRITE, APPEND, CREAT, TRUNC } = OpenFlags;

export const writing = group("write", {
  "replaces bytes in the middle and leaves the others": needing("randomWrites", async (bench) => {
    await bench.make("file", "0123456789");
    const handle = await bench.open("file", WRITE);
    await bench.write(handle, 3, "abc");
    await bench.closeFile(handle);
    await bench.holds("file", "012abc6789");
  }),

  "lengthens a file": async (bench) => {
    await bench.make("file", "0123");
    const handle = await bench.open("file", WRITE);
    await bench.write(handle, 4, "4567");
    await bench.closeFile(handle);
    await bench.holds("file", "01234567");
  },

  "beyond the end leaves zeros in between": needing("sparse", async (bench) => {
    const handle = await bench.open("file", WRITE | CREAT);
    await bench.write(handle, 100_000, "end");
    await bench.write(handle, 0, "begin");
    await bench.closeFile(handle);
    const expected = Buffer.alloc(100_003);
    expected.write("begin");
    expected.write("end", 100_000);
    await bench.holds("file", expected);
  }),

  "reaches beyond 4 GiB": needing("bigFiles", "sparse", async (bench) => {
    const far = 2 ** 32 + 1;
    const handle = await bench.open("file", READ | WRITE | CREAT);
    await bench.write(handle, far, "far");
    await bench.write(handle, 1, "near");
    assert.equal((await bench.call("fstat", { handle })).attrs.size, far + 3);
    assert.equal((await bench.stat("file")).size, far + 3);
    assert.equal((await bench.read(handle, far - 3, 100)).toString("latin1"), "\0\0\0far");
    assert.equal((await bench.read(handle, 0, 8)).toString("latin1"), "\0near\0\0\0");
    await bench.closeFile(handle);
    await bench.client.remove(bench.at("file"));
  }),

  "of nothing changes nothing": async (bench) => {
    await bench.make("file", "0123");
    const handle = await bench.open("file", WRITE);
    await bench.write(handle, 0, "");
    await bench.write(handle, 4, "");
    await bench.closeFile(handle);
    await bench.holds("file", "0123");
  },

  "with APPEND lands at the end, wherever it says": needing("append", async (bench) => {
    await bench.make("log", "1\n");
    const first = await bench.open("log", WRITE | APPEND);
    const second = await bench.open("log", WRITE | APPEND | CREAT);
    await bench.write(first, 0, "2\n");
    await bench.write(second, 0, "3\n");
    await bench.write(first, 1_000_000, "4\n");
    await bench.closeFile(first);
    await bench.closeFile(second);
    await bench.holds("log", "1\n2\n3\n4\n");
  }),

  "of disjoint parts all at once, in any order, makes the whole": needing("randomWrites", async (bench) => {
    const bytes = pattern(64 * 1500, 7);
    const handle = await bench.open("file", WRITE | CREAT | TRUNC);
    const offsets = Array.from({ length: 64 }, (_, index) => ((index * 29) % 64) * 1500);
    await Promise.all(
      offsets.map((offset) => bench.write(handle, offset, bytes.subarray(offset, offset + 1500))),
    );
    await bench.closeFile(handle);
    await bench.holds("file", bytes);
  }),

  "of parts in ascending order all at once makes the whole": async (bench) => {
    const bytes = pattern(64 * 1500, 9);
    const handle = await bench.open("file", WRITE | CREAT | TRUNC);
    const offsets = Array.from({ length: 64 }, (_, index) => index * 1500);
    await Promise.all(
      offsets.map((offset) => bench.write(handle, offset, bytes.subarray(offset, offset + 1500))),
    );
    await bench.closeFile(handle);
    await bench.holds("file", bytes);
  },

  "of overlapping parts keeps what was sent last": needing("randomWrites", async (bench) => {
    const handle = await bench.open("file", WRITE | CREAT | TRUNC);
    const writes = ["aaaaaaaaaa", "bbbbbbbb", "cccccc", "dddd"].map((text, index) =>
      bench.write(handle, index, text),
    );
    await Promise.all(writes);
    await bench.closeFile(handle);
    await bench.holds("file", "abcddddcba");
  }),

  "is seen by what was asked after it, though nobody waited": async (bench) => {
    const handle = await bench.open("file", READ | WRITE | CREAT | TRUNC);
    const writes = Array.from({ length: 20 }, (_, index) => bench.write(handle, index * 10, "0123456789"));
    const [{ attrs }, tail] = await Promise.all([
      bench.call("fstat", { handle }),
      bench.readOnce(handle, 195, 10),
      ...writes,
    ]);
    assert.equal(attrs.size, 200);
    assert.equal(String(tail), "56789");
    await bench.closeFile(handle);
  },

  "is done when the file is closed, though nobody waited": async (bench) => {
    const handle = await bench.open("file", WRITE | CREAT | TRUNC);
    const writes = Array.from({ length: 20 }, (_, index) => bench.write(handle, index * 10, "0123456789"));
    await bench.closeFile(handle);
    await Promise.all(writes);
    assert.equal((await bench.stat("file")).size, 200);
  },
});
