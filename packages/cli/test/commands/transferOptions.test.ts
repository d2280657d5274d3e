import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSampleFile } from "../../src/demo/sampleFiles.ts";
import { type ServedFolder, serveFolder } from "../serveFolder.ts";

const SIZE = 3_000_000;
const never = new AbortController().signal;

interface Setting extends ServedFolder {
  /** The complete file, and where its copy is to be. */
  readonly original: string;
  readonly copy: string;
  /** Runs the command with these options; resolves with its last event. */
  transfer(...options: readonly string[]): Promise<Record<string, unknown>>;
}

async function open(operation: string): Promise<Setting> {
  const folder = await serveFolder();
  const { served, here, at, run } = folder;
  const [original, copy] =
    operation === "get"
      ? [join(served, "file"), join(here, "copy")]
      : [join(here, "file"), join(served, "copy")];
  const paths = operation === "get" ? [at("/file"), copy] : [original, at("/copy")];
  await writeSampleFile(original, SIZE, never);
  return {
    ...folder,
    original,
    copy,
    async transfer(...options) {
      const { code, stdout, stderr } = await run(operation, "--json", ...options, ...paths);
      expect([code, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
    },
  };
}

async function same(one: string, other: string): Promise<boolean> {
  return (await readFile(one)).equals(await readFile(other));
}

describe.each(["get", "put"])("sftp-cli %s", (operation) => {
  it("--resume keeps what is right of an earlier transfer, and only that", async () => {
    const { original, copy, transfer } = await open(operation);
    const part = (await readFile(original)).subarray(0, 1_000_000);
    await writeFile(copy, part);
    expect(await transfer("--resume")).toMatchObject({ bytes: SIZE, resumed: 1_000_000 });
    expect(await same(original, copy)).toBe(true);

    part[500_000] = part[500_000]! ^ 1;
    await writeFile(copy, part);
    const { resumed } = await transfer("--resume");
    expect(resumed).toBeLessThanOrEqual(500_000);
    expect(await same(original, copy)).toBe(true);
  });

  it("--atomic gives the file its name when it is complete, and leaves nothing else", async () => {
    const { original, copy, served, here, transfer } = await open(operation);
    await writeFile(copy, "old");
    const before = (await stat(copy)).ino;
    await transfer("--atomic");
    expect(await same(original, copy)).toBe(true);
    expect((await stat(copy)).ino).not.toBe(before);
    const names = [...(await readdir(served)), ...(await readdir(here))];
    expect(names.toSorted()).toEqual(["copy", "file"]);
  });

  it("--verify hash compares the contents, and the summary says so", async () => {
    const { transfer } = await open(operation);
    expect(await transfer()).toMatchObject({ verified: "size" });
    expect(await transfer("--verify", "hash")).toMatchObject({ verified: "hash" });
  });

  it("--dry-run says what would be done, and does nothing", async () => {
    const { served, here, transfer } = await open(operation);
    expect(await transfer("--dry-run")).toMatchObject({ files: 1, bytes: SIZE, dryRun: true });
    expect([...(await readdir(served)), ...(await readdir(here))]).toEqual(["file"]);
  });

  it("--limit is a number of bytes a second", async () => {
    const { original, copy, transfer } = await open(operation);
    // So much that it takes no time worth speaking of.
    await transfer("--limit", "1.5G");
    expect(await same(original, copy)).toBe(true);
  });

  it("--resume and --atomic exclude each other, and nonsense is refused", async () => {
    const { run, at, here } = await open(operation);
    const paths = operation === "get" ? [at("/file"), here] : [join(here, "file"), at("/")];
    for (const options of [
      ["--resume", "--atomic"],
      ["--limit", "fast"],
      ["--verify", "luck"],
    ]) {
      expect(await run(operation, ...options, ...paths), options.join(" ")).toMatchObject({ code: 2 });
    }
  });

  it("says by name what the options of a stream cannot be", async () => {
    const { run, at } = await open(operation);
    const paths = operation === "get" ? [at("/file"), "-"] : ["-", at("/x")];
    for (const option of ["-r", "--preserve", "--resume", "--dry-run"]) {
      const { code, stderr } = await run(operation, option, ...paths);
      expect([option, code]).toEqual([option, 2]);
      expect(stderr).toMatch(/^sftp-cli: \w+: with - for stdin or stdout, --\S+ cannot be used\n$/);
    }
  });
});

describe("a tree", () => {
  it("goes on where something fails, and names it", async () => {
    const { served, here, at, run } = await serveFolder();
    await mkdir(join(here, "tree"));
    for (const name of ["a", "b", "c"]) await writeFile(join(here, "tree", name), name);
    await mkdir(join(served, "copy/tree/b"), { recursive: true });
    const { code, stdout, stderr } = await run("put", "-r", "--json", join(here, "tree"), at("/copy"));
    expect(code).toBe(1);
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toMatchObject({ files: 2, failed: 1 });
    expect(JSON.parse(stderr)).toMatchObject({ error: { path: expect.stringContaining("b") as string } });
    expect((await readdir(join(served, "copy/tree"))).toSorted()).toEqual(["a", "b", "c"]);
  });
});

it("sftp-cli put has flags for growing files and for temporary names", async () => {
  const { served, here, at, run } = await serveFolder();
  await writeFile(join(here, "file"), "content");
  const flags = ["--atomic", "--on-growth", "error", "--temp-dir", "/", "--temp-suffix", ".tmp"];
  expect(await run("put", ...flags, join(here, "file"), at("/copy"))).toMatchObject({ code: 0, stderr: "" });
  expect(await readdir(served)).toEqual(["copy"]);
  expect(await run("put", "--on-growth", "grow", join(here, "file"), at("/copy"))).toMatchObject({ code: 2 });
});
