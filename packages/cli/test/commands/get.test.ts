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
      verified: false,
    });
  });

  it("tells a failure both as an event and as an error", async () => {
    const { here, at, run } = await serveFolder();
    const { code, stdout, stderr } = await run("get", "--json", at("/missing"), join(here, "copy"));
    const error = { code: "ENOENT", status: 2, operation: "get", path: "/missing" };
    expect(code).toBe(1);
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toMatchObject({ event: "error", error });
    expect(JSON.parse(stderr)).toMatchObject({ error });
    expect(await readdir(here)).toEqual([]);
  });

  it("says what to do with a folder", async () => {
    const { served, here, at, run } = await serveFolder();
    await mkdir(join(served, "folder"));
    expect(await run("get", at("/folder"), join(here, "copy"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "sftp-cli: /folder: it is a folder; with -r it is transferred with all that is in it\n",
    });
  });
});
