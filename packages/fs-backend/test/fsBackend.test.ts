import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { FsBackend } from "../src/fsBackend.ts";
import { codeOf, ctx, openDescriptors, scratchFolder } from "./scratch.ts";

const { READ, WRITE, CREAT, TRUNC, EXCL, APPEND } = OpenFlags;
const none = new SFTPAttributes();

async function put(
  backend: FsBackend,
  path: string,
  text: string,
  flags = WRITE | CREAT | TRUNC,
): Promise<void> {
  const file = await backend.open(path, flags, none);
  await file.write(Buffer.from(text), 0);
  await file.close("closed");
}

async function get(backend: FsBackend, path: string): Promise<string> {
  const file = await backend.open(path, READ, none);
  const into = Buffer.alloc(1024);
  const length = await file.read(into, 0);
  await file.close("closed");
  return into.toString("utf8", 0, length);
}

async function names(backend: FsBackend, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { filename } of await backend.listFolder(path)) found.push(filename!);
  return found.toSorted();
}

const kinds = {
  "the jail": (root: string) => new FsBackend({ root }),
  "the jail, async": (root: string) => new FsBackend({ root, io: "async" }),
  "a portable root": (root: string) => new FsBackend({ root, portable: true }),
  "a trusted root": (root: string) => new FsBackend({ root, symlinks: "follow" }),
};

describe.each(Object.entries(kinds))("%s", (_kind, make) => {
  it("does all that version 3 and its extensions ask for, and leaves no descriptor open", async () => {
    const root = scratchFolder();
    const before = openDescriptors();
    const backend = make(root);
    await backend.mkdir("/a", none);
    await backend.mkdir("/a/b/", none);
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
    await backend.release();
    expect(openDescriptors()).toBe(before);
  });

  it("follows links inside the root", async () => {
    const root = scratchFolder();
    const backend = make(root);
    fs.mkdirSync(join(root, "a/b"), { recursive: true });
    fs.symlinkSync("b/../b", join(root, "a/up"));
    fs.symlinkSync("up/new", join(root, "a/dangling"));
    await put(backend, "/a/up/f", "x");
    await put(backend, "/a/dangling", "y");
    expect(await get(backend, "/a/b/new")).toBe("y");
    expect(await get(backend, "/a/up/../b/f")).toBe("x");
    await backend.release();
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
