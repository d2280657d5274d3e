import { execFileSync } from "node:child_process";
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

describe("[B-12] under a root nothing names what lies outside it", () => {
  const ids = Array.from({ length: 2_000 }, (_, id) => id);

  it.each(roots)("%s: no account, no home", async (_name, options) => {
    const { root, backend } = scratchBackend(options);
    const { users, groups } = await backend.usersGroupsById(ids, ids);
    expect(new Set([...users, ...groups])).toEqual(new Set([""]));
    expect(users).toHaveLength(ids.length);
    for (const name of ["root", "daemon", "nobody", "0", "no-such-account", "../root"]) {
      expect(await codeOf(() => backend.homeDirectory(name, ctx))).toBe("ENOENT");
    }
    await put(backend, "/file", "content");
    fs.mkdirSync(join(root, "directory"));
    for await (const { longname, uid, gid } of await backend.listFolder("/")) {
      expect(longname!.split(/ +/).slice(2, 4)).toEqual([String(uid), String(gid)]);
    }
  });

  it.each(roots)("%s: no path of this machine in any answer", async (_name, options) => {
    const { root, backend } = scratchBackend(options);
    fs.symlinkSync("/etc", join(root, "absolute"));
    fs.mkdirSync(join(root, "d"));
    const asked: [string, () => unknown][] = [
      "/nothing/x",
      "/../../etc/passwd",
      "/d/../../..",
      "/absolute/x",
    ].flatMap((path): [string, () => unknown][] => [
      [path, () => backend.stat(path)],
      [path, () => backend.open(path, OpenFlags.READ, NONE)],
      [path, () => backend.open(path, OpenFlags.WRITE, NONE)],
      [path, () => backend.remove(path)],
      [path, () => backend.rename(path, "/d/y")],
      [path, () => backend.listFolder(path)],
      [path, () => backend.readlink(path)],
      [path, () => backend.canonicalize(path)],
    ]);
    for (const [path, ask] of asked) {
      let answer: unknown;
      try {
        answer = await ask();
        if (answer !== null && typeof answer === "object" && "return" in answer)
          await (answer as { return(): unknown }).return();
      } catch (error) {
        answer = (error as Error).message;
      }
      if (typeof answer === "string") expect(answer, path).not.toContain(root);
    }
  });
});

describe("without a root", () => {
  it("[B-4] opens character devices, as OpenSSH's server does, and never a FIFO or a socket", async () => {
    const backend = new FsBackend();
    const zero = await backend.open("/dev/zero", OpenFlags.READ, NONE);
    const into = Buffer.alloc(10, 1);
    expect(await zero.read(into, 0)).toBe(10);
    expect(into).toEqual(Buffer.alloc(10));
    await zero.close("closed");
    const sink = await backend.open("/dev/null", WRITE | CREAT | OpenFlags.TRUNC, NONE);
    await sink.write(Buffer.from("gone"), 0);
    await sink.close("closed");
    const folder = scratchFolder();
    execFileSync("mkfifo", [join(folder, "fifo")]);
    for (const flags of [OpenFlags.READ, WRITE, WRITE | CREAT | OpenFlags.TRUNC]) {
      expect(await codeOf(() => backend.open(join(folder, "fifo"), flags, NONE))).toBe("ENXIO");
    }
    const { root, backend: jailed } = scratchBackend();
    if (process.getuid?.() === 0) {
      execFileSync("mknod", [join(root, "zero"), "c", "1", "5"]);
      expect(await codeOf(() => jailed.open("/zero", OpenFlags.READ, NONE))).toBe("ENXIO");
    }
  });

  it("names accounts for ids", async () => {
    const { users, groups } = await new FsBackend().usersGroupsById([0, 987_654], [0]);
    expect({ users, groups }).toEqual({ users: ["root", ""], groups: ["root"] });
  });

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
