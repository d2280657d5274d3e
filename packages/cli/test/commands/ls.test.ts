import { mkdir, writeFile } from "node:fs/promises";
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
