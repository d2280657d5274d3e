import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Endpoint } from "../../src/contenders/contender.ts";
import type { Outcome } from "../../src/measure/run.ts";
import { quick } from "../../src/works/sizes.ts";
import type { Work } from "../../src/works/work.ts";
import { works } from "../../src/works/works.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "works-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function work(id: string): Work {
  const found = works(folder, quick, { near: {} as Endpoint, far: {} as Endpoint });
  return found.find((one) => one.id === id)!;
}

const nothing = { tally: undefined, output: "" } as Outcome;

describe("works", () => {
  it("finds a copy with a wrong byte", async () => {
    const target = join(folder, "target");
    const get = work("get");
    const task = get.task(target);
    expect(task).toMatchObject({ kind: "get", local: target });
    writeFileSync(target, Buffer.alloc(quick.file));
    await expect(get.verify(nothing, target)).rejects.toThrow("the copy has other bytes");
  });

  it("finds entries that are missing, or without their attributes", async () => {
    const { verify } = work("list");
    const lines = Array.from({ length: quick.entries }, (_, entry) => `-rw-r--r-- 1 entry-${entry}.txt`);
    await verify({ ...nothing, output: lines.join("\n") }, "");
    await expect(verify({ ...nothing, output: lines.slice(1).join("\n") }, "")).rejects.toThrow(
      "499 entries",
    );
    const bytes = (quick.entries / 10) * 45;
    await verify({ ...nothing, tally: { entries: quick.entries, bytes } }, "");
    await expect(verify({ ...nothing, tally: { entries: quick.entries, bytes: 0 } }, "")).rejects.toThrow(
      "sizes",
    );
  });

  it("reads different blocks of one file, none twice", () => {
    const task = work("random-reads").task("");
    const offsets = task.kind === "read" ? task.offsets : [];
    expect(new Set(offsets).size).toBe(quick.reads);
    expect(offsets.every((offset) => offset % 4096 === 0 && offset < quick.readFile)).toBe(true);
  });
});
