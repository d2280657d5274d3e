import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { FsBackend } from "../../src/fsBackend.ts";
import { codeOf, get, names, NONE, put, scratchBackend, scratchFolder, writers } from "../scratch.ts";

/** Is told before a path is opened, and before what was opened is looked at; may throw. */
const watch = vi.hoisted(() => ({ opening: (_path: string, _flags: number) => {}, looking: () => {} }));

vi.mock(import("../../src/calls.ts"), async (importOriginal) => {
  const { syncCalls, asyncCalls } = await importOriginal();
  const watched = (calls: typeof syncCalls): typeof syncCalls => ({
    ...calls,
    open(path, flags, mode) {
      watch.opening(path, flags);
      return calls.open(path, flags, mode);
    },
    fstatExact(fd) {
      watch.looking();
      return calls.fstatExact(fd);
    },
  });
  return { syncCalls: watched(syncCalls), asyncCalls: watched(asyncCalls) };
});

const { READ, WRITE, CREAT, TRUNC, EXCL, APPEND } = OpenFlags;
const ways = [
  READ,
  WRITE,
  READ | WRITE,
  WRITE | CREAT,
  WRITE | CREAT | TRUNC,
  WRITE | TRUNC,
  WRITE | APPEND,
  CREAT,
  0,
];
const isRoot = process.getuid?.() === 0;

/** What is no file and no folder; each of these would block, or do something, if it were opened. */
async function makeSpecials(root: string): Promise<string[]> {
  execFileSync("mkfifo", [join(root, "fifo")]);
  const server = createServer().listen(join(root, "socket"));
  await once(server, "listening");
  onTestFinished(() => void server.close());
  if (!isRoot) return ["fifo", "socket"];
  execFileSync("mknod", [join(root, "tty"), "c", "5", "0"]);
  execFileSync("mknod", [join(root, "disk"), "b", "7", "0"]);
  return ["fifo", "socket", "tty", "disk"];
}

describe.each(writers)("%s", (_kind, options) => {
  it("[B-4] never opens what is no file, and does not wait for it", async () => {
    const { root, backend } = scratchBackend(options);
    for (const name of await makeSpecials(root)) {
      fs.symlinkSync(name, join(root, "link"));
      for (const path of [`/${name}`, "/link"]) {
        for (const flags of ways)
          expect(await codeOf(() => backend.open(path, flags, NONE)), `${path} ${flags}`).toBe("ENXIO");
        expect(await codeOf(() => backend.open(path, WRITE | CREAT | EXCL, NONE))).toBe("EEXIST");
        expect(await codeOf(() => backend.listFolder(path))).toBe("ENOTDIR");
        expect(await codeOf(() => backend.chattr(path, new SFTPAttributes({ size: 0 })))).toBe("EINVAL");
        await backend.chattr(path, new SFTPAttributes({ mode: 0o600, atime: 1, mtime: 2 }));
        expect((await backend.stat(path)).mtimeMs).toBe(2000);
        await backend.statvfs(path);
      }
      await backend.remove("/link");
      await backend.rename(`/${name}`, "/renamed");
      await backend.hardlink("/renamed", "/second");
      await backend.remove("/renamed");
      await backend.posixRename("/second", `/${name}`);
      expect((await backend.lstat(`/${name}`)).isFile()).toBe(false);
      await backend.remove(`/${name}`);
    }
    // The threads that serve calls that promise are all free.
    await Promise.all(Array.from({ length: 8 }, () => fs.promises.stat(root)));
  });

  it("[B-4] nor a FIFO that has just taken the place of a file", async () => {
    const { root, backend } = scratchBackend(options);
    const path = join(root, "f");
    for (const flags of ways) {
      fs.writeFileSync(path, "content");
      let swapped = false;
      watch.opening = (opened, how) => {
        const reopens =
          (how & 0o10000000) === 0 && (how & fs.constants.O_CREAT) === 0 && !opened.endsWith(root);
        if (!reopens || swapped) return;
        swapped = true;
        fs.rmSync(path);
        execFileSync("mkfifo", [path]);
      };
      const code = await codeOf(async () => {
        const file = await backend.open("/f", flags, NONE);
        await file.close("aborted");
      });
      watch.opening = () => {};
      expect(swapped).toBe(true);
      expect(["", "ENOENT", "ENXIO"]).toContain(code);
      expect(fs.lstatSync(path).isFIFO()).toBe(true);
      fs.rmSync(path);
    }
  });

  it("leaves nothing of a file that was made and cannot be looked at", async () => {
    const { root, backend } = scratchBackend(options);
    watch.looking = () => {
      throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    };
    try {
      expect(await codeOf(() => backend.open("/f", WRITE | CREAT, NONE))).toBe("EIO");
    } finally {
      watch.looking = () => {};
    }
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it("refuses folders without a side effect", async () => {
    const { root, backend } = scratchBackend(options);
    await backend.mkdir("/folder", NONE);
    for (const flags of ways) expect(await codeOf(() => backend.open("/folder", flags, NONE))).toBe("EISDIR");
    for (const path of ["/", "/folder/..", "/new/"])
      expect(await codeOf(() => put(backend, path, ""))).not.toBe("");
    expect(fs.readdirSync(root)).toEqual(["folder"]);
  });

  it("makes a file through a link that leads nowhere, but never with EXCL", async () => {
    const { root, backend } = scratchBackend(options);
    fs.symlinkSync("new", join(root, "link"));
    expect(await codeOf(() => put(backend, "/link", "", WRITE | CREAT | EXCL))).toBe("EEXIST");
    expect(fs.existsSync(join(root, "new"))).toBe(false);
    await put(backend, "/link", "content");
    expect(fs.readFileSync(join(root, "new"), "utf8")).toBe("content");
    await put(backend, "/link", "changed");
    expect(await get(backend, "/new")).toBe("changed");
    expect(fs.lstatSync(join(root, "link")).isSymbolicLink()).toBe(true);
  });

  it("appends wherever a write says that it goes", async () => {
    const { backend } = scratchBackend(options);
    await put(backend, "/f", "one ");
    const file = await backend.open("/f", WRITE | APPEND, NONE);
    await file.write(Buffer.from("two "), 0);
    await file.write(Buffer.from("three"), 1000);
    await file.close("closed");
    expect(await get(backend, "/f")).toBe("one two three");
  });

  it("opens for reading what is only read from", async () => {
    const { root, backend } = scratchBackend({ ...options, readOnly: true });
    fs.writeFileSync(join(root, "f"), "content");
    expect(await get(backend, "/f")).toBe("content");
    expect(await names(backend, "/")).toEqual(["f"]);
    for (const flags of ways.filter((each) => each !== READ && each !== 0)) {
      expect(await codeOf(() => backend.open("/f", flags, NONE))).toBe("EACCES");
    }
    const changes = [
      () => backend.chattr("/f", new SFTPAttributes({ mode: 0 })),
      () => backend.lchattr("/f", new SFTPAttributes({ mode: 0 })),
      () => backend.remove("/f"),
      () => backend.rmdir("/f"),
      () => backend.mkdir("/g", NONE),
      () => backend.rename("/f", "/g"),
      () => backend.posixRename("/f", "/g"),
      () => backend.hardlink("/f", "/g"),
      () => backend.symlink("/f", "/g"),
    ];
    for (const change of changes) expect(await codeOf(change)).toBe("EACCES");
  });
});

it("gives handles of one file one key", async () => {
  const { backend } = scratchBackend();
  await put(backend, "/f", "");
  await put(backend, "/g", "");
  await backend.hardlink("/f", "/second");
  const files = await Promise.all(["/f", "/second", "/g"].map((path) => backend.open(path, READ, NONE)));
  expect(files[0]!.fileKey).toBe(files[1]!.fileKey);
  expect(files[0]!.fileKey).not.toBe(files[2]!.fileKey);
  for (const file of files) await file.close("closed");
});

it("has nothing beyond the offsets that a file can have", async () => {
  const { backend } = scratchBackend();
  const file = await backend.open("/f", READ | WRITE | CREAT, NONE);
  expect(await file.read(new Uint8Array(10), 2 ** 53)).toBe(0);
  expect(await codeOf(() => file.write(new Uint8Array(1), 2 ** 53))).toBe("EFBIG");
  await file.write(Buffer.from("x"), 5e9);
  expect((await file.stat()).size).toBe(5e9 + 1);
  await file.close("closed");
});

it("opens files without a root as carefully", async () => {
  const folder = scratchFolder();
  const backend = new FsBackend();
  for (const name of await makeSpecials(folder)) {
    for (const flags of ways)
      expect(await codeOf(() => backend.open(join(folder, name), flags, NONE))).toBe("ENXIO");
  }
});
