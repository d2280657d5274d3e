import { SFTPAttributes } from "@sftp/server";
import { describe, expect, it, vi } from "vitest";

import { MemoryBackend } from "../src/memoryBackend.ts";
import { failing } from "./failing.ts";

describe("attributes", () => {
  it("follow links, or do not", () => {
    const backend = new MemoryBackend({ files: { "/file": "", "/link": { link: "file" } } });
    backend.chattr("/link", new SFTPAttributes({ mode: 0o600, mtime: 1, atime: 1 }));
    backend.lchattr("/link", new SFTPAttributes({ mtime: 2, atime: 2 }));
    expect(backend.stat("/link")).toMatchObject({ mode: 0o100600, mtimeMs: 1000 });
    expect(backend.lstat("/file").mtimeMs).toBe(1000);
    expect(backend.lstat("/link").mtimeMs).toBe(2000);
  });

  it("never change what something is", () => {
    const backend = new MemoryBackend({ files: { "/file": "" } });
    backend.chattr("/file", new SFTPAttributes({ mode: 0o047777 }));
    expect(backend.stat("/file").mode).toBe(0o107777);
  });

  it("have a size for files only", () => {
    const backend = new MemoryBackend({ files: { "/file": "123", "/folder/": "" } });
    backend.chattr("/file", new SFTPAttributes({ size: 5 }));
    expect(backend.readFile("/file").toString()).toBe("123\0\0");
    expect(() => backend.chattr("/folder", new SFTPAttributes({ size: 5 }))).toThrow(failing("EISDIR"));
    expect(() => backend.chattr("/file", new SFTPAttributes({ size: 2n ** 63n }))).toThrow(failing("EFBIG"));
  });

  it("tell when contents and folders changed", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
    try {
      const backend = new MemoryBackend({ files: { "/d/file": "123" } });
      const changedBy = (change: () => void, path: string) => {
        vi.setSystemTime(Date.now() + 1000);
        change();
        return backend.stat(path).mtimeMs === Date.now();
      };
      expect(changedBy(() => backend.writeFile("/d/file", "4"), "/d/file")).toBe(true);
      expect(changedBy(() => backend.chattr("/d/file", new SFTPAttributes({ size: 1 })), "/d/file")).toBe(
        true,
      );
      expect(changedBy(() => backend.readFile("/d/file"), "/d/file")).toBe(false);
      expect(changedBy(() => backend.writeFile("/d/file", "5"), "/d")).toBe(false);
      expect(changedBy(() => backend.rename("/d/file", "/d/other"), "/d")).toBe(true);
      expect(changedBy(() => backend.remove("/d/other"), "/d")).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
