import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { MemoryBackend } from "../src/memoryBackend.ts";
import { failing } from "./failing.ts";

const { READ, WRITE, APPEND, CREAT } = OpenFlags;

describe("a handle", () => {
  it("reads and writes at any offset", () => {
    const backend = new MemoryBackend();
    const handle = backend.open("/file", READ | WRITE | CREAT);
    handle.write(Buffer.from("world"), 6);
    handle.write(Buffer.from("hello"), 0);
    const into = Buffer.alloc(20);
    expect(handle.read(into, 0)).toBe(11);
    expect(into.toString("latin1", 0, 11)).toBe("hello\0world");
    expect(handle.stat().size).toBe(11);
    handle.sync();
    handle.close();
  });

  it("opened for appending writes at the end, wherever it is told to", () => {
    const backend = new MemoryBackend({ files: { "/log": "1" } });
    const first = backend.open("/log", WRITE | APPEND);
    const second = backend.open("/log", WRITE | APPEND);
    first.write(Buffer.from("2"), 0);
    second.write(Buffer.from("3"), 1_000_000);
    first.write(Buffer.from("4"), 0);
    expect(backend.readFile("/log").toString()).toBe("1234");
  });

  it("outlives the names of its file, whose space is free only then", () => {
    const backend = new MemoryBackend({ files: { "/file": "kept" }, capacity: 10 });
    const handle = backend.open("/file", READ | WRITE);
    backend.rename("/file", "/other");
    backend.remove("/other");
    const into = Buffer.alloc(4);
    expect(handle.read(into, 0)).toBe(4);
    expect(into.toString()).toBe("kept");
    handle.write(Buffer.from("kept on"), 0);
    expect(() => backend.writeFile("/next", "12345")).toThrow(failing("ENOSPC"));
    handle.close();
    backend.writeFile("/next", "1234567890");
    backend.remove("/next");
    backend.writeFile("/next", "1234567890");
  });

  it("says which file it has open, by whatever name", () => {
    const backend = new MemoryBackend({ files: { "/a": "", "/b": "" } });
    backend.hardlink("/a", "/a2");
    const key = (path: string) => backend.open(path, READ).fileKey;
    expect(key("/a")).toBe(key("/a2"));
    expect(key("/a")).not.toBe(key("/b"));
    expect(new MemoryBackend({ files: { "/a": "" } }).open("/a", READ).fileKey).not.toBe(key("/a"));
  });

  it("changes attributes", () => {
    const backend = new MemoryBackend({ files: { "/file": "123456" } });
    const handle = backend.open("/file", WRITE);
    handle.chattr(new SFTPAttributes({ size: 3, mode: 0o600, mtime: 5, atime: 6, uid: 7, gid: 8 }));
    expect(handle.stat()).toMatchObject({
      size: 3,
      mode: 0o100600,
      mtimeMs: 5000,
      atimeMs: 6000,
      uid: 7,
      gid: 8,
    });
  });
});
