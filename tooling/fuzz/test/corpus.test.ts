import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { corpusFile, readCorpus, writeCorpus } from "../src/corpus.ts";
import { targets } from "../src/targets.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "corpus-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("a corpus", () => {
  it("is written shortest first, without what is too long, and read back", () => {
    const file = join(folder, "new", "one.txt");
    writeCorpus(file, [Buffer.from("0102", "hex"), new Uint8Array(1000), Buffer.from("ff", "hex")]);
    expect(readFileSync(file, "utf8")).toBe("ff\n0102\n");
    expect(readCorpus(file)).toEqual([Uint8Array.of(0xff), Uint8Array.of(1, 2)]);
  });

  it("is empty where there is no file", () => {
    expect(readCorpus(join(folder, "none.txt"))).toEqual([]);
  });

  it.each(targets.map(({ name }) => name))("is committed for %s", (name) => {
    expect(readCorpus(corpusFile(name)).length).toBeGreaterThan(2);
  });
});
