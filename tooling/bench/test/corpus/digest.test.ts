import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fileDigest, treeDigest } from "../../src/corpus/digest.ts";
import { makeTree } from "../../src/corpus/folders.ts";
import { writeRandomFile } from "../../src/corpus/randomFile.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corpus-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("fileDigest", () => {
  it("is what was told when the file was made, which is the same every time", async () => {
    const one = writeRandomFile(join(folder, "one"), 3_000_001, 7);
    expect(await fileDigest(join(folder, "one"))).toBe(one);
    expect(writeRandomFile(join(folder, "again"), 3_000_001, 7)).toBe(one);
    expect(writeRandomFile(join(folder, "other"), 3_000_001, 8)).not.toBe(one);
  });
});

describe("treeDigest", () => {
  it("is the same for the same names and bytes, wherever they are, and another one for anything else", () => {
    makeTree(join(folder, "one"), 120, 10);
    makeTree(join(folder, "two"), 120, 10);
    const digest = treeDigest(join(folder, "one"));
    expect(treeDigest(join(folder, "two"))).toBe(digest);
    writeFileSync(join(folder, "two", "folder-0001", "file-000100.bin"), "0123456789");
    expect(treeDigest(join(folder, "two"))).not.toBe(digest);
    writeFileSync(join(folder, "one", "more"), "");
    expect(treeDigest(join(folder, "one"))).not.toBe(digest);
  });
});
