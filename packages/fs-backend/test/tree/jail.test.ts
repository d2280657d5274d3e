import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { FsBackend } from "../../src/fsBackend.ts";
import type { FsBackendOptions } from "../../src/fsBackendOptions.ts";
import { codeOf, get, names, NONE, put, roots, scratchBackend, scratchFolder } from "../scratch.ts";

/** All that a client may do with a path, and what it is told if it may not. */
const attempts: Record<string, (backend: FsBackend, path: string) => unknown> = {
  open: (backend, path) => backend.open(path, OpenFlags.READ, NONE),
  write: (backend, path) => backend.open(path, OpenFlags.WRITE, NONE),
  create: (backend, path) => backend.open(`${path}/new`, OpenFlags.WRITE | OpenFlags.CREAT, NONE),
  list: (backend, path) => backend.listFolder(path),
  stat: (backend, path) => backend.stat(path),
  lstat: (backend, path) => backend.lstat(`${path}/x`),
  chattr: (backend, path) => backend.chattr(path, new SFTPAttributes({ mode: 0o777 })),
  remove: (backend, path) => backend.remove(`${path}/x`),
  rmdir: (backend, path) => backend.rmdir(`${path}/x`),
  mkdir: (backend, path) => backend.mkdir(`${path}/x`, NONE),
  rename: (backend, path) => backend.rename(`${path}/x`, "/stolen"),
  hardlink: (backend, path) => backend.hardlink(`${path}/x`, "/stolen"),
  readlink: (backend, path) => backend.readlink(`${path}/x`),
  symlink: (backend, path) => backend.symlink("x", `${path}/x`),
  statvfs: (backend, path) => backend.statvfs(path),
};

async function errorOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
    return "done";
  } catch (error) {
    const { code, message } = error as Error & { code: unknown };
    return { code, message };
  }
}

describe.each(roots)("%s", (_kind, options) => {
  it.each(["contained", "deny"] as const)(
    "[B-3] what lies outside is told as what is nowhere (%s)",
    async (symlinks) => {
      const { root, backend } = scratchBackend({ ...options, symlinks });
      const outside = scratchFolder();
      fs.mkdirSync(join(outside, "folder/x"), { recursive: true });
      fs.writeFileSync(join(outside, "file"), "secret");
      fs.symlinkSync("secret", join(outside, "link"));
      fs.mkdirSync(join(outside, "locked"), { mode: 0 });
      const up = "../".repeat(20);
      for (const start of [outside, `${up}${outside}`]) {
        fs.symlinkSync(`${start}/nothing`, join(root, "nothing"));
        for (const thing of ["folder", "file", "link", "locked", "file/x"]) {
          fs.symlinkSync(`${start}/${thing}`, join(root, "thing"));
          for (const [name, attempt] of Object.entries(attempts)) {
            const expected = await errorOf(() => attempt(backend, "/nothing"));
            expect(expected, name).toMatchObject({ code: symlinks === "deny" ? "EACCES" : "ENOENT" });
            expect(await errorOf(() => attempt(backend, "/thing")), `${name} ${thing}`).toEqual(expected);
          }
          fs.rmSync(join(root, "thing"));
        }
        fs.rmSync(join(root, "nothing"));
      }
      expect(await errorOf(() => backend.stat(`${up}${outside}/file`))).toEqual(
        await errorOf(() => backend.stat("/nowhere/at/all")),
      );
      expect(fs.readdirSync(outside).toSorted()).toEqual(["file", "folder", "link", "locked"]);
    },
  );

  it("takes targets of links for paths under the root", async () => {
    const { root, backend } = scratchBackend(options);
    fs.mkdirSync(join(root, "a/b"), { recursive: true });
    await put(backend, "/a/b/f", "here");
    fs.symlinkSync("/a/b", join(root, "absolute"));
    fs.symlinkSync("../../../../a//./b/", join(root, "a/b/high"));
    fs.symlinkSync("absolute/high/..", join(root, "chain"));
    expect(await get(backend, "/absolute/f")).toBe("here");
    expect(await get(backend, "/absolute/high/high/f")).toBe("here");
    expect(await names(backend, "/chain")).toEqual(["b"]);
    expect(await backend.canonicalize("/chain/b/high")).toBe("/a/b");
  });

  it("follows forty links and no more", async () => {
    const { root, backend } = scratchBackend(options);
    fs.writeFileSync(join(root, "0"), "end");
    for (let n = 1; n <= 41; n++) fs.symlinkSync(String(n - 1), join(root, String(n)));
    expect(await get(backend, "/40")).toBe("end");
    expect(await codeOf(() => backend.stat("/41"))).toBe("ELOOP");
    fs.symlinkSync("round", join(root, "round"));
    expect(await codeOf(() => backend.stat("/round/x"))).toBe("ELOOP");
  });

  it("denies links without a look at where they lead", async () => {
    const { root, backend } = scratchBackend({ ...options, symlinks: "deny" });
    fs.mkdirSync(join(root, "folder"));
    fs.symlinkSync("folder", join(root, "link"));
    expect(await codeOf(() => backend.stat("/link"))).toBe("EACCES");
    expect(await codeOf(() => backend.stat("/link/x"))).toBe("EACCES");
    expect(await codeOf(() => backend.lstat("/link/"))).toBe("EACCES");
    expect(await codeOf(() => put(backend, "/link/x", ""))).toBe("EACCES");
    expect(await codeOf(() => backend.symlink("folder", "/new"))).toBe("EACCES");
    expect((await backend.lstat("/link")).isSymbolicLink()).toBe(true);
    expect(await backend.readlink("/link")).toBe("folder");
    await backend.rename("/link", "/moved");
    await backend.remove("/moved");
    expect(fs.readdirSync(root)).toEqual(["folder"]);
  });

  it("says that a path is too long rather than walk it for ever", async () => {
    const { backend } = scratchBackend(options);
    await backend.mkdir("/a", NONE);
    expect(await codeOf(() => backend.stat("/a/..".repeat(5000)))).toBe("ENAMETOOLONG");
    expect(await codeOf(() => backend.stat(`/${"n".repeat(256)}`))).toBe("ENAMETOOLONG");
    expect(await codeOf(() => backend.stat("/a\0b"))).toBe("EINVAL");
  });
});

describe("the jail", () => {
  it("goes on where its root is after the root was moved, and not where it was", async () => {
    const scratch = scratchFolder();
    const [home, moved] = [join(scratch, "home"), join(scratch, "moved")];
    fs.mkdirSync(join(home, "a"), { recursive: true });
    fs.writeFileSync(join(home, "a/f"), "inside");
    const backend = new FsBackend({ root: home });
    expect(await get(backend, "/a/f")).toBe("inside");
    fs.renameSync(home, moved);
    fs.mkdirSync(join(home, "a"), { recursive: true });
    fs.writeFileSync(join(home, "a/f"), "another");
    fs.renameSync(join(moved, "a"), join(moved, "kept"));
    fs.symlinkSync(join(home, "a"), join(moved, "a"));
    expect(await codeOf(() => backend.stat("/a/f"))).toBe("ENOENT");
    expect(await get(backend, "/kept/f")).toBe("inside");
    await backend.release();
  });

  it("takes / for a root too", async () => {
    const folder = scratchFolder();
    const backend = new FsBackend({ root: "/" });
    await put(backend, join(folder, "f"), "anywhere");
    expect(await get(backend, join(folder, "f"))).toBe("anywhere");
    expect(await backend.canonicalize(`/proc/self/cwd/${folder}/..`)).toBe(join(process.cwd(), folder, ".."));
    await backend.release();
  });

  it("tells what is wrong with a root at once", () => {
    const folder = scratchFolder();
    fs.writeFileSync(join(folder, "file"), "");
    expect(() => new FsBackend({ root: join(folder, "nothing") })).toThrow("ENOENT");
    expect(() => new FsBackend({ root: join(folder, "file") })).toThrow("is no folder");
  });

  it("keeps nothing open that it was not asked to keep", async () => {
    const options: FsBackendOptions = {};
    const { backend } = scratchBackend(options);
    backend.sessionStarted();
    backend.sessionStarted();
    await backend.mkdir("/a", NONE);
    await backend.sessionEnded();
    expect(await names(backend, "/")).toEqual(["a"]);
    await backend.sessionEnded();
  });
});
