import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli ls", () => {
  it("prints one name a line in a pipe, sorted, with nothing raw in it", async () => {
    const { served, at, run } = await serveFolder();
    for (const name of ["b", "a", "\u001b[2J", "new\nline", "日本"]) await writeFile(join(served, name), "");
    expect(await run("ls", at("/"))).toEqual({
      code: 0,
      stdout: "\\u{1b}[2J\na\nb\nnew\\nline\n日本\n",
      stderr: "",
    });
  });

  it("prints a file itself", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("ls", at("/file"))).toMatchObject({ code: 0, stdout: "file\n" });
  });

  it("prints an object a line by --json", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "12345", { mode: 0o640 });
    await mkdir(join(served, "folder"));
    const { stdout } = await run("ls", "--json", at("/"));
    const entries = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toEqual([
      {
        name: "file",
        type: "file",
        size: 5,
        mode: 0o100640,
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        mtime: expect.any(Number) as number,
        atime: expect.any(Number) as number,
        longname: expect.stringMatching(/^-rw-r----- .* 5 .* file$/) as string,
      },
      expect.objectContaining({ name: "folder", type: "directory" }),
    ]);
  });
});

describe("sftp-cli ls with options", () => {
  it("sorts by what is wanted, either way round", async () => {
    const { served, at, run } = await serveFolder();
    for (const [name, size, time] of [
      ["a", 2, 30],
      ["b", 3, 10],
      ["c", 1, 20],
    ] as const) {
      await writeFile(join(served, name), "x".repeat(size));
      await utimes(join(served, name), time, time);
    }
    const lines = async (...args: string[]) => (await run("ls", ...args, at("/"))).stdout.trim().split("\n");
    expect(await lines("--sort", "size")).toEqual(["b", "a", "c"]);
    expect(await lines("--sort", "time")).toEqual(["a", "c", "b"]);
    expect(await lines("--reverse")).toEqual(["c", "b", "a"]);
  });

  it("prints long lines, with nothing raw in them", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "\u001b[2J"), "12345", { mode: 0o640 });
    const { stdout } = await run("ls", "-l", at("/"));
    expect(stdout).toMatch(/^-rw-r----- .* 5 \w{3} .* \\u\{1b\}\[2J\n$/);
  });

  it("lists what is in the folders too", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "a/b"), { recursive: true });
    await writeFile(join(served, "a/b/c"), "");
    expect((await run("ls", "-R", at("/"))).stdout).toBe("a\na/b\na/b/c\n");
    expect((await run("ls", "-R", at("/~/a"))).stdout).toBe("b\nb/c\n");
  });

  it("says what cannot be listed, and fails", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("ls", at("/missing"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "sftp-cli: /missing: No such file\n",
    });
  });
});

it("sftp-cli ls --color colours names by type, and never what NO_COLOR or a pipe forbids", async () => {
  const { served, at, run } = await serveFolder();
  await mkdir(join(served, "directory"));
  expect(await run("ls", "--color", "always", at("/"))).toMatchObject({
    code: 0,
    stdout: "\u001b[1;34mdirectory\u001b[0m\n",
  });
  expect(await run("ls", "--color", "auto", at("/"))).toMatchObject({ code: 0, stdout: "directory\n" });
  expect(await run("ls", "--color", "sometimes", at("/"))).toMatchObject({ code: 2 });
});
