import { lstat, mkdir, readdir, readFile, readlink, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../serveFolder.ts";

const done = { code: 0, stdout: "", stderr: "" };

describe("commands that change what is on a server", () => {
  it("do it and say nothing", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("mkdir", at("/folder"), "/other")).toEqual(done);
    expect(await run("rename", at("/file"), "/folder/file")).toEqual(done);
    expect(await run("rename", at("/folder/file"), at("/file"))).toEqual(done);
    expect(await run("rm", at("/file"))).toEqual(done);
    expect((await readdir(served)).toSorted()).toEqual(["folder", "other"]);
  });

  it("refuse to replace or to remove what they must not", async () => {
    const { served, at, run } = await serveFolder();
    await mkdir(join(served, "folder"));
    await writeFile(join(served, "a"), "");
    await writeFile(join(served, "b"), "");
    for (const outcome of [
      await run("mkdir", at("/folder")),
      await run("rename", at("/a"), "/b"),
      await run("rm", at("/folder")),
    ]) {
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toMatch(/^sftp-cli: \/(folder|a -> \/b): [^\n]+\n$/);
    }
    expect((await readdir(served)).toSorted()).toEqual(["a", "b", "folder"]);
  });

  it("go on with the other paths where one fails", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "a"), "");
    await writeFile(join(served, "b"), "");
    const { code, stderr } = await run("rm", at("/a"), "/missing", "/b");
    expect([code, stderr]).toEqual([1, "sftp-cli: /missing: No such file\n"]);
    expect(await readdir(served)).toEqual([]);
  });

  it("make and remove whole trees", async () => {
    const { served, at, run } = await serveFolder();
    expect(await run("mkdir", "-p", at("/a/b/c"), "/a")).toEqual(done);
    await writeFile(join(served, "a/b/c/file"), "");
    expect(await run("rm", "-r", at("/a"))).toEqual(done);
    expect(await readdir(served)).toEqual([]);
  });

  it.each(["/", "", "/.", "/a/..", "/a/./", "/~/", "/~/."])("remove nothing with rm -r %j", async (path) => {
    const { served, at, run } = await serveFolder();
    expect(await run("mkdir", "-p", at("/a/b"))).toEqual(done);
    const { code, stderr } = await run("rm", "-rf", at(path));
    expect([code, stderr]).toEqual([1, expect.stringContaining("are not removed")]);
    expect(await readdir(served)).toEqual(["a"]);
  });

  it("make links of both kinds", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("ln", at("/file"), "/hard")).toEqual(done);
    expect(await run("ln", "-s", at("/~/file"), "/soft")).toEqual(done);
    expect((await lstat(join(served, "hard"))).ino).toBe((await lstat(join(served, "file"))).ino);
    expect(await readlink(join(served, "soft"))).toBe("file");
  });

  it("set permissions and owners", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "file"), "");
    expect(await run("chmod", "604", at("/file"))).toEqual(done);
    const { mode, uid, gid } = await stat(join(served, "file"));
    expect(mode & 0o7777).toBe(0o604);
    for (const owner of [`${uid}:${gid}`, `${uid}`, `:${gid}`]) {
      expect(await run("chown", owner, at("/file"))).toEqual(done);
    }
    expect(await run("chmod", "rw", at("/file"))).toMatchObject({ code: 2 });
    expect(await run("chown", "root", at("/file"))).toMatchObject({ code: 2 });
  });

  it("touch files", async () => {
    const { served, at, run } = await serveFolder();
    await writeFile(join(served, "old"), "content");
    await utimes(join(served, "old"), 0, 0);
    expect(await run("touch", at("/old"), "/new")).toEqual(done);
    expect((await stat(join(served, "old"))).mtimeMs).toBeGreaterThan(0);
    expect(await readFile(join(served, "old"), "utf8")).toBe("content");
    expect(await readFile(join(served, "new"), "utf8")).toBe("");
  });
});
