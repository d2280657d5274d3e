import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { FsBackend } from "../src/fsBackend.ts";
import { codeOf, ctx, get, names, NONE, put, roots, scratchBackend, scratchFolder } from "./scratch.ts";

const { WRITE, CREAT, EXCL, APPEND } = OpenFlags;

describe.each([...roots, ["on a trusted root", { symlinks: "follow" }] as const])("%s", (_kind, options) => {
  it("does all that version 3 and its extensions ask for", async () => {
    const { root, backend } = scratchBackend(options);
    await backend.mkdir("/a", NONE);
    await backend.mkdir("/a/b/", NONE);
    await put(backend, "/a/b/f", "hello");
    expect(await get(backend, "/a/b/f")).toBe("hello");
    expect(await get(backend, "a//./b/../b/f")).toBe("hello");
    await put(backend, "/a/b/f", " world", WRITE | APPEND);
    expect(await get(backend, "/a/b/f")).toBe("hello world");
    expect((await backend.stat("/a/b/f")).size).toBe(11);
    expect(await codeOf(() => put(backend, "/a/b/f", "", WRITE | CREAT | EXCL))).toBe("EEXIST");
    expect(await names(backend, "/a")).toEqual(["b"]);
    await backend.symlink("/a/b", "/link");
    expect(await backend.readlink("/link")).toBe("/a/b");
    expect((await backend.lstat("/link")).isSymbolicLink()).toBe(true);
    await backend.lchattr("/link", new SFTPAttributes({ atime: 5, mtime: 6 }));
    expect((await backend.lstat("/link")).mtimeMs).toBe(6000);
    await backend.chattr("/a/b/f", new SFTPAttributes({ size: 4, mode: 0o604, atime: 7, mtime: 8 }));
    expect(await backend.stat("/a/b/f")).toMatchObject({ exactSize: 4, mode: 0o100604, mtimeMs: 8000 });
    await backend.hardlink("/a/b/f", "/g");
    expect(await codeOf(() => backend.rename("/g", "/a/b/f"))).toBe("EEXIST");
    await backend.rename("/g", "/h");
    await put(backend, "/i", "replaced");
    await backend.posixRename("/h", "/i");
    expect(await get(backend, "/i")).toBe("hell");
    await backend.remove("/i");
    expect(await codeOf(() => backend.remove("/a"))).toBe("EISDIR");
    expect(await codeOf(() => backend.rmdir("/a/b/f"))).toBe("ENOTDIR");
    expect(await codeOf(() => backend.rmdir("/a"))).toBe("ENOTEMPTY");
    await backend.rename("/a", "/c");
    expect(await backend.canonicalize("/c/../c/./b/new/x")).toBe("/c/b/new/x");
    expect(await backend.canonicalize("")).toBe("/");
    expect(await backend.homeDirectory("", ctx)).toBe("/");
    expect(await codeOf(() => backend.homeDirectory("root", ctx))).toBe("ENOENT");
    const space = await backend.statvfs("/");
    expect(space.blocks).toBe(fs.statfsSync(root, { bigint: true }).blocks);
    expect(await backend.usersGroupsById([0, 987_654], [0])).toEqual({
      users: ["root", ""],
      groups: ["root"],
    });
    await backend.remove("/c/b/f");
    await backend.rmdir("/c/b");
    await backend.remove("/link");
    await backend.rmdir("/c/");
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it("follows links inside the root", async () => {
    const { root, backend } = scratchBackend(options);
    fs.mkdirSync(join(root, "a/b"), { recursive: true });
    fs.symlinkSync("b/../b", join(root, "a/up"));
    fs.symlinkSync("up/new", join(root, "a/dangling"));
    await put(backend, "/a/up/f", "x");
    await put(backend, "/a/dangling", "y");
    expect(await get(backend, "/a/b/new")).toBe("y");
    expect(await get(backend, "/a/up/../b/f")).toBe("x");
  });
});

describe("without a root", () => {
  it("goes where the process may go, relative paths from its working directory", async () => {
    const folder = scratchFolder();
    const backend = new FsBackend();
    expect(await backend.canonicalize(".")).toBe(process.cwd());
    expect((await backend.stat("package.json")).isFile()).toBe(true);
    await put(backend, join(folder, "f"), "plain");
    expect(await get(backend, join(folder, "f"))).toBe("plain");
    fs.symlinkSync("new", join(folder, "dangling"));
    await put(backend, join(folder, "dangling"), "through a link");
    expect(fs.readFileSync(join(folder, "new"), "utf8")).toBe("through a link");
    expect(await names(backend, folder)).toEqual(["dangling", "f", "new"]);
    expect(await backend.homeDirectory("root", ctx)).toBe("/root");
    expect(await codeOf(() => backend.homeDirectory("nobody.at.all", ctx))).toBe("ENOENT");
    expect(await codeOf(() => backend.stat(join(folder, "f", "x")))).toBe("ENOTDIR");
  });
});
