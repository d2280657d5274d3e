import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags } from "@sftp/server";
import { expect, it, onTestFinished } from "vitest";

import type { Calls } from "../src/calls.ts";
import { run } from "../src/routine.ts";
import { writeAll } from "../src/writeAll.ts";
import { codeOf, get, NONE, put, scratchBackend } from "./scratch.ts";

const { READ, WRITE, CREAT } = OpenFlags;

/** Calls whose write takes at most so many bytes at a time; they go into `written`. */
function shortCalls(most: number[], written: [bytes: string, offset: number | null][]): Calls {
  const write = (_fd: number, data: Uint8Array, offset: number | null): number => {
    const taken = data.subarray(0, most.shift());
    written.push([String(Buffer.from(taken)), offset]);
    return taken.length;
  };
  return { write } as unknown as Calls;
}

it("[B-6] goes on after a write that took less than it was given", () => {
  const written: [string, number | null][] = [];
  run(writeAll(shortCalls([3, 1, 100], written), 9, Buffer.from("content"), 10));
  expect(written).toEqual([
    ["con", 10],
    ["t", 13],
    ["ent", 14],
  ]);
  written.length = 0;
  run(writeAll(shortCalls([6, 1], written), 9, Buffer.from("content"), null));
  expect(written).toEqual([
    ["conten", null],
    ["t", null],
  ]);
});

it("[B-6] fails rather than try for ever where nothing is taken", () => {
  expect(() => run(writeAll(shortCalls([3, 0], []), 9, Buffer.from("content"), 0))).toThrow("EIO");
});

const mayMount = process.platform === "linux" && process.getuid?.() === 0;

it.skipIf(!mayMount)("[B-6] tells of a full disk, and keeps what it said was written", async () => {
  const { root, backend } = scratchBackend();
  const disk = join(root, "disk");
  fs.mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
  onTestFinished(() => void execFileSync("umount", [disk]));

  const file = await backend.open("/disk/f", READ | WRITE | CREAT, NONE);
  const block = Buffer.alloc(60_000, "x");
  let acknowledged = 0;
  const code = await codeOf(async () => {
    for (;;) {
      await file.write(block, acknowledged);
      acknowledged += block.length;
    }
  });
  expect(code).toBe("ENOSPC");
  expect(acknowledged).toBeGreaterThan(0);
  const { size } = await file.stat();
  expect(size).toBeGreaterThanOrEqual(acknowledged);
  expect(size).toBeLessThan(acknowledged + block.length);
  const content = fs.readFileSync(join(disk, "f"));
  expect(content.length).toBe(size);
  expect(content.every((byte) => byte === block[0])).toBe(true);
  await file.close("closed");

  await backend.remove("/disk/f");
  await put(backend, "/disk/g", "there is room again");
  expect(await get(backend, "/disk/g")).toBe("there is room again");
});
