import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { MemoryBackend } from "../src/memoryBackend.ts";
import { failing } from "./failing.ts";

const { READ, WRITE, CREAT, TRUNC, EXCL } = OpenFlags;

function names(backend: MemoryBackend, path: string): (string | undefined)[] {
  return Array.from(backend.listFolder(path), ({ filename }) => filename);
}

describe("files", () => {
  it("are there from the beginning, and read and written without ceremony", () => {
    const backend = new MemoryBackend({ files: { "/a/text": "hello", b: new Uint8Array([255, 0]) } });
    expect(backend.readFile("/a/text").toString()).toBe("hello");
    expect([...backend.readFile("b")]).toEqual([255, 0]);
    backend.writeFile("/new/folder/file", "hi");
    backend.writeFile("/a/text", "");
    expect(backend.readFile("/new/folder/file").toString()).toBe("hi");
    expect(backend.stat("/a/text").size).toBe(0);
    expect(backend.exists("/new/folder")).toBe(true);
    expect(backend.exists("/new/nothing/at/all")).toBe(false);
    expect(() => backend.readFile("/a")).toThrow(failing("EISDIR"));
    expect(() => backend.writeFile("/a", "x")).toThrow(failing("EISDIR"));
  });

  it("come back as they went in", () => {
    const files = {
      "/bytes": new Uint8Array([0xc3, 0x28]),
      "/empty/": "",
      "/full/of/it": "text\ufeff",
      "/full/link": { link: "of/it" },
      "/odd \udcff": "name",
    };
    const backend = new MemoryBackend({ files });
    expect(backend.snapshot()).toEqual(files);
    expect(new MemoryBackend({ files: backend.snapshot() }).snapshot()).toEqual(files);
    expect(backend.snapshot("/full")).toEqual({
      "/full/of/it": "text\ufeff",
      "/full/link": { link: "of/it" },
    });
    expect(new MemoryBackend().snapshot()).toEqual({});
  });
});

function toOpen(): MemoryBackend {
  return new MemoryBackend({
    files: { "/file": "content", "/folder/": "", "/to/new": { link: "made" }, "/link": { link: "file" } },
  });
}

describe("open", () => {
  it.each([
    ["/file", READ, "content"],
    ["/file", READ | TRUNC, "content"],
    ["/file", WRITE | CREAT, "content"],
    ["/file", WRITE | CREAT | TRUNC, ""],
    ["/link", WRITE | TRUNC, ""],
    ["/file", WRITE | CREAT | EXCL, "EEXIST"],
    ["/link", WRITE | CREAT | EXCL, "EEXIST"],
    ["/to/new", WRITE | CREAT | EXCL, "EEXIST"],
    ["/to/new", WRITE | CREAT, ""],
    ["/to/new", WRITE, "ENOENT"],
    ["/file", WRITE | EXCL, "content"],
    ["/new", READ, "ENOENT"],
    ["/new", READ | CREAT, ""],
    ["/new/", WRITE | CREAT, "EISDIR"],
    ["/file/", READ, "ENOTDIR"],
    ["/folder", READ, "EISDIR"],
    ["/folder", WRITE | CREAT | TRUNC, "EISDIR"],
    ["/nothing/new", WRITE | CREAT, "ENOENT"],
    ["/", READ, "EISDIR"],
  ])("%s with flags %i: %s", (path, flags, outcome) => {
    const files = toOpen();
    if (/^E[A-Z]+$/.test(outcome)) {
      const before = files.snapshot();
      expect(() => files.open(path, flags)).toThrow(failing(outcome));
      expect(files.snapshot()).toEqual(before);
    } else {
      files.open(path, flags).close();
      expect(files.readFile(path).toString()).toBe(outcome);
    }
  });

  it("makes through a dangling link what it points to", () => {
    const files = toOpen();
    files.open("/to/new", WRITE | CREAT).close();
    expect(files.lstat("/to/made").isFile()).toBe(true);
  });

  it("gives a new file its mode under the umask, and an old one none", () => {
    const files = toOpen();
    files.open("/new", WRITE | CREAT, new SFTPAttributes({ mode: 0o4777 })).close();
    files.open("/default", WRITE | CREAT).close();
    files.open("/file", WRITE | CREAT, new SFTPAttributes({ mode: 0o600 })).close();
    expect(files.stat("/new").mode).toBe(0o100755);
    expect(files.stat("/default").mode).toBe(0o100644);
    expect(files.stat("/file").mode).toBe(0o100644);
  });
});

function toRename(): MemoryBackend {
  return new MemoryBackend({
    files: { "/a": "A", "/b": "B", "/full/x": "X", "/empty/": "", "/link": { link: "a" } },
  });
}

describe("names", () => {
  it.each(["rename", "posixRename"] as const)(
    "%s moves files, links and folders with all that is in them",
    (rename) => {
      const files = toRename();
      files[rename]("/a", "/full/a2");
      files[rename]("/link", "/empty/l");
      files[rename]("/full", "/moved");
      files[rename]("/moved", "/empty/deep/");
      expect(files.snapshot()).toEqual({
        "/b": "B",
        "/empty/l": { link: "a" },
        "/empty/deep/x": "X",
        "/empty/deep/a2": "A",
      });
    },
  );

  it.each([
    ["rename", "/a", "/b", "EEXIST"],
    ["rename", "/a", "/link", "EEXIST"],
    ["rename", "/a", "/a", "EEXIST"],
    ["rename", "/full", "/empty", "EEXIST"],
    ["posixRename", "/a", "/b", undefined],
    ["posixRename", "/a", "/link", undefined],
    ["posixRename", "/a", "/a", undefined],
    ["posixRename", "/full", "/empty", undefined],
    ["posixRename", "/empty", "/full", "ENOTEMPTY"],
    ["posixRename", "/empty", "/a", "ENOTDIR"],
    ["posixRename", "/a", "/empty", "EISDIR"],
    ["rename", "/nothing", "/new", "ENOENT"],
    ["rename", "/a", "/nothing/new", "ENOENT"],
    ["rename", "/a", "/b/new", "ENOTDIR"],
    ["rename", "/a", "/new/", "ENOTDIR"],
    ["rename", "/full", "/full/inside", "EINVAL"],
    ["posixRename", "/full", "/full/inside", "EINVAL"],
    ["rename", "/", "/new", "EBUSY"],
    ["rename", "/a", "/", "EBUSY"],
    ["hardlink", "/a", "/b", "EEXIST"],
    ["hardlink", "/a", "/new", undefined],
    ["hardlink", "/a", "/new/", "ENOENT"],
    ["hardlink", "/full", "/new", "EPERM"],
    ["hardlink", "/nothing", "/new", "ENOENT"],
    ["symlink", "any thing", "/b", "EEXIST"],
    ["symlink", "any thing", "/new", undefined],
    ["symlink", "", "/new", "ENOENT"],
    ["symlink", "any thing", "/nothing/new", "ENOENT"],
  ] as const)("%s %s %s: %s", (operation, from, to, code) => {
    const files = toRename();
    const before = files.snapshot();
    if (code === undefined) {
      files[operation](from, to);
      expect(files.lstat(to)).toBeDefined();
    } else {
      expect(() => files[operation](from, to)).toThrow(failing(code));
      expect(files.snapshot()).toEqual(before);
    }
  });

  it("posixRename replaces: the old name is gone and the new one has the content", () => {
    const files = toRename();
    files.posixRename("/a", "/b");
    files.posixRename("/full", "/empty");
    expect(files.snapshot()).toEqual({ "/b": "A", "/empty/x": "X", "/link": { link: "a" } });
  });

  it("posixRename between two names of one file leaves both, as POSIX has it", () => {
    const files = toRename();
    files.hardlink("/a", "/a2");
    files.posixRename("/a", "/a2");
    expect(files.exists("/a") && files.exists("/a2")).toBe(true);
  });

  it("of one file are equal", () => {
    const files = toRename();
    files.hardlink("/a", "/a2");
    files.writeFile("/a2", "changed");
    files.remove("/a");
    expect(files.readFile("/a2").toString()).toBe("changed");
    files.hardlink("/link", "/link2");
    expect(files.readlink("/link2")).toBe("a");
  });

  it("are removed one by one, and folders only when empty", () => {
    const files = toRename();
    expect(() => files.remove("/full")).toThrow(failing("EISDIR"));
    expect(() => files.rmdir("/full")).toThrow(failing("ENOTEMPTY"));
    expect(() => files.rmdir("/a")).toThrow(failing("ENOTDIR"));
    expect(() => files.rmdir("/link")).toThrow(failing("ENOTDIR"));
    expect(() => files.rmdir("/")).toThrow(failing("EBUSY"));
    expect(() => files.remove("/nothing")).toThrow(failing("ENOENT"));
    files.remove("/link");
    files.remove("/full/x");
    files.rmdir("/full");
    files.rmdir("/empty/");
    expect(files.snapshot()).toEqual({ "/a": "A", "/b": "B" });
  });

  it("mkdir makes one folder, under the umask", () => {
    const files = toRename();
    files.mkdir("/new/");
    files.mkdir("/new/in", new SFTPAttributes({ mode: 0o1777 }));
    expect(files.stat("/new").mode).toBe(0o040755);
    expect(files.stat("/new/in").mode).toBe(0o040755);
    expect(() => files.mkdir("/new")).toThrow(failing("EEXIST"));
    expect(() => files.mkdir("/link")).toThrow(failing("EEXIST"));
    expect(() => files.mkdir("/x/y")).toThrow(failing("ENOENT"));
  });

  it("readlink gives what is stored, of links only", () => {
    const files = toRename();
    files.symlink("../\udcff/./x//", "/odd");
    expect(files.readlink("/odd")).toBe("../\udcff/./x//");
    expect(() => files.readlink("/a")).toThrow(failing("EINVAL"));
    expect(files.lstat("/odd")).toMatchObject({ size: 10, mode: 0o120777 });
  });
});

describe("listFolder", () => {
  it("fails at once for what cannot be listed", () => {
    const backend = new MemoryBackend({ files: { "/a": "" } });
    expect(() => backend.listFolder("/a")).toThrow(failing("ENOTDIR"));
    expect(() => backend.listFolder("/b")).toThrow(failing("ENOENT"));
  });

  it("gives each entry with its attributes, links unfollowed", () => {
    const backend = new MemoryBackend({
      files: { "/d/file": "123", "/d/link": { link: "file" }, "/d/sub/x": "" },
    });
    const entries = Array.from(backend.listFolder("/d"), ({ filename, size, type }) => [
      filename,
      size,
      type,
    ]);
    expect(entries).toEqual([
      ["file", 3, "file"],
      ["link", 4, "symlink"],
      ["sub", 4096, "directory"],
    ]);
  });

  it("shows neither what came since nor what went", () => {
    const backend = new MemoryBackend({ files: { "/d/1": "", "/d/2": "", "/d/3": "" } });
    const seen: (string | undefined)[] = [];
    for (const { filename } of backend.listFolder("/d")) {
      seen.push(filename);
      if (filename === "1") {
        backend.remove("/d/2");
        backend.writeFile("/d/4", "");
      }
    }
    expect(seen).toEqual(["1", "3"]);
    expect(names(backend, "/d")).toEqual(["1", "3", "4"]);
  });
});
