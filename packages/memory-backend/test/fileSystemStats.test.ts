import { describe, expect, it } from "vitest";

import { MemoryBackend } from "../src/memoryBackend.ts";
import { failing } from "./failing.ts";

describe("statvfs", () => {
  it("counts what there is and what is left", () => {
    const backend = new MemoryBackend({ files: { "/file": "x".repeat(4096), "/d/": "" }, capacity: 40960 });
    expect(backend.statvfs("/")).toMatchObject({
      bsize: 4096n,
      frsize: 4096n,
      blocks: 10n,
      bfree: 9n,
      bavail: 9n,
      namemax: 255n,
    });
    const { files, ffree } = backend.statvfs("/");
    expect(files - ffree).toBe(3n);
    backend.remove("/file");
    expect(backend.statvfs("/d").bfree).toBe(10n);
    expect(backend.statvfs("/d").files).toBe(files - 1n);
    expect(() => backend.statvfs("/nothing")).toThrow(failing("ENOENT"));
  });

  it("always has room where there is no limit", () => {
    const { bavail, frsize } = new MemoryBackend().statvfs("/");
    expect(bavail * frsize).toBe(2n ** 40n);
  });
});
