import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

describe("sftp-cli get", () => {
  it("downloads a file to the path that is given", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "content");
    expect(await run("get", at("/file"), join(here, "copy"))).toEqual({
      code: 0,
      stdout: `/file -> ${join(here, "copy")} (7 B)\n`,
      stderr: "",
    });
    expect(await readFile(join(here, "copy"), "utf8")).toBe("content");
  });

  it("downloads a file into a folder", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "content");
    expect(await run("get", at("/file"), here)).toMatchObject({ code: 0 });
    expect(await readdir(here)).toEqual(["file"]);
  });

  it("downloads a tree, and says what it leaves out", async () => {
    const { served, here, at, run } = await serveFolder();
    await mkdir(join(served, "tree/empty"), { recursive: true });
    await writeFile(join(served, "tree/file"), "content");
    await symlink("file", join(served, "tree/link"));
    const { code, stderr } = await run("get", "-r", at("/tree"), join(here, "copy"));
    expect([code, stderr]).toEqual([0, "sftp-cli: link: left out: it is a symbolic link\n"]);
    expect((await readdir(join(here, "copy"))).toSorted()).toEqual(["empty", "file"]);
    // Where something is already, it goes into that.
    await run("get", "-r", at("/tree"), join(here, "copy"));
    expect((await readdir(join(here, "copy"))).toSorted()).toEqual(["empty", "file", "tree"]);
  });

  it("preserves permissions and times if it is told to", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "content");
    await chmod(join(served, "file"), 0o604);
    await utimes(join(served, "file"), 1_500_000_000, 1_600_000_000);
    await run("get", "--preserve", at("/file"), join(here, "copy"));
    const { mode, mtimeMs } = await stat(join(here, "copy"));
    expect([mode & 0o7777, mtimeMs]).toEqual([0o604, 1_600_000_000_000]);
  });

  it("tells events by --json", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "file"), Buffer.alloc(1_000_000));
    const target = join(here, "copy");
    const { code, stdout } = await run("get", "--json", at("/file"), target);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const file = { operation: "get", source: "/file", target };
    expect(code).toBe(0);
    expect(events[0]).toEqual({ event: "start", ...file });
    expect(events).toContainEqual({ event: "progress", ...file, transferred: 1_000_000, total: 1_000_000 });
    expect(events.at(-2)).toEqual({ event: "done", ...file, bytes: 1_000_000 });
    expect(events.at(-1)).toEqual({
      event: "summary",
      files: 1,
      bytes: 1_000_000,
      seconds: expect.any(Number) as number,
      verified: "size",
      resumed: 0,
      skipped: 0,
      unchanged: 0,
      deleted: 0,
      failed: 0,
      dryRun: false,
    });
  });

  it("tells a failure both as an event and as an error", async () => {
    const { here, at, run } = await serveFolder();
    const { code, stdout, stderr } = await run("get", "--json", at("/missing"), join(here, "copy"));
    const error = { code: "ENOENT", status: 2, path: "/missing" };
    expect(code).toBe(1);
    const events = stdout.trim().split("\n");
    expect(JSON.parse(events.at(-2)!)).toMatchObject({ event: "error", error });
    expect(JSON.parse(events.at(-1)!)).toMatchObject({ event: "summary", files: 0 });
    expect(JSON.parse(stderr)).toMatchObject({ error });
    expect(await readdir(here)).toEqual([]);
  });

  it("says what to do with a folder", async () => {
    const { served, here, at, run } = await serveFolder();
    await mkdir(join(served, "folder"));
    expect(await run("get", at("/folder"), join(here, "copy"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "sftp-cli: /folder: it is a directory; -r transfers it with everything in it\n",
    });
  });
});

describe("sftp-cli get with more than a path", () => {
  it("downloads several files into a folder, and goes on where one fails", async () => {
    const { served, here, at, run } = await serveFolder();
    for (const name of ["a", "b"]) await writeFile(join(served, name), name);
    const { code, stdout, stderr } = await run("get", at("/a"), "/missing", at("/b"), here);
    expect([code, stderr]).toEqual([1, "sftp-cli: /missing: No such file\n"]);
    expect(stdout).toMatch(/^\/a -> \S+\/a \(1 B\)\n\/b -> \S+\/b \(1 B\)\n2 files, 2 B in \S+ \([^)]*\)\n$/);
    expect((await readdir(here)).toSorted()).toEqual(["a", "b"]);
  });

  it("prints a file where - is given", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "content");
    expect(await run("get", at("/file"), "-")).toEqual({ code: 0, stdout: "content", stderr: "" });
  });

  it("says nothing with --quiet", async () => {
    const { served, here, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "content");
    expect(await run("get", "--quiet", at("/file"), here)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("chooses what of a folder by globs", async () => {
    const { served, here, at, run } = await serveFolder();
    for (const folder of ["tree/kept", "tree/node_modules"])
      await mkdir(join(served, folder), { recursive: true });
    const files = ["a.jpg", "b.txt", "kept/c.jpg", "kept/d.tmp.jpg", "node_modules/e.jpg"];
    for (const name of files) await writeFile(join(served, "tree", name), "");
    const globs = ["--include", "*.jpg", "--exclude", "node_modules", "--exclude", "*.tmp.*"];
    expect(await run("get", "-r", ...globs, at("/tree"), join(here, "copy"))).toMatchObject({ code: 0 });
    const found = await readdir(join(here, "copy"), { recursive: true });
    expect(found.toSorted()).toEqual(["a.jpg", "kept", "kept/c.jpg"]);
  });
});
