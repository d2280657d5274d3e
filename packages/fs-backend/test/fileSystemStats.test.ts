import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags } from "@sftp/server";
import { describe, expect, it, onTestFinished } from "vitest";

import { codeOf, NONE, put, roots, scratchBackend } from "./scratch.ts";

const mayMount = process.platform === "linux" && process.getuid?.() === 0;

describe.each(roots)("%s", (_kind, options) => {
  it("says what the system says, for a path and for an open file", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/f", "");
    const { bsize, blocks, files } = fs.statfsSync(root, { bigint: true });
    const expected = {
      bsize,
      frsize: bsize,
      blocks,
      files,
      fsid: fs.statSync(root, { bigint: true }).dev,
      namemax: 255n,
    };
    const stats = await backend.statvfs("/f");
    expect(stats).toMatchObject(expected);
    expect(stats.favail).toBe(stats.ffree);
    const file = await backend.open("/f", OpenFlags.READ, NONE);
    expect(await file.statvfs()).toMatchObject(expected);
    await file.close("closed");
    expect(await codeOf(() => backend.statvfs("/nothing"))).toBe("ENOENT");
  });

  it.skipIf(!mayMount)(
    "knows the flags of a mount, and changes nothing on one that is read-only",
    async () => {
      const { root, backend } = scratchBackend(options);
      expect((await backend.statvfs("/")).flag & 1n).toBe(0n);
      const disk = join(root, "disk");
      fs.mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "tmpfs", disk]);
      onTestFinished(() => void execFileSync("umount", [disk]));
      fs.writeFileSync(join(disk, "f"), "content");
      execFileSync("mount", ["-o", "remount,ro,nosuid", disk]);
      expect((await backend.statvfs("/disk/f")).flag).toBe(3n);
      const { WRITE, CREAT, TRUNC, READ } = OpenFlags;
      for (const flags of [WRITE, WRITE | CREAT | TRUNC]) {
        expect(await codeOf(() => backend.open("/disk/f", flags, NONE))).toBe("EROFS");
      }
      expect(await codeOf(() => put(backend, "/disk/new", ""))).toBe("EROFS");
      expect(await codeOf(() => backend.mkdir("/disk/new", NONE))).toBe("EROFS");
      expect(await codeOf(() => backend.rename("/disk/f", "/disk/g"))).toBe("EROFS");
      const file = await backend.open("/disk/f", READ, NONE);
      expect(await file.read(new Uint8Array(100), 0)).toBe(7);
      await file.close("closed");
    },
  );
});
