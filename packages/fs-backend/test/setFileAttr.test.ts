import fs from "node:fs";
import { join } from "node:path";

import { SFTPAttributes } from "@sftp/server";
import { describe, expect, it } from "vitest";

import { setFileAttr } from "../src/setFileAttr.ts";
import { codeOf, scratchFolder } from "./scratch.ts";

const isRoot = process.getuid?.() === 0;

function scratchFile(content: string): string {
  const path = join(scratchFolder(), "f");
  fs.writeFileSync(path, content);
  return path;
}

describe("setFileAttr", () => {
  it("[S7] sets only what is present", async () => {
    const path = scratchFile("content");
    fs.utimesSync(path, 10, 20);
    const before = fs.statSync(path);
    await setFileAttr(path, new SFTPAttributes());
    expect(fs.statSync(path)).toMatchObject({ mode: before.mode, mtimeMs: 20_000, size: 7 });
    await setFileAttr(path, new SFTPAttributes({ mode: 0o100604 }));
    expect(fs.statSync(path)).toMatchObject({ mode: 0o100604, mtimeMs: 20_000, atimeMs: 10_000, size: 7 });
    await setFileAttr(path, new SFTPAttributes({ atime: 30, mtime: new Date(40_500) }));
    expect(fs.statSync(path)).toMatchObject({ mode: 0o100604, mtimeMs: 40_500, atimeMs: 30_000, size: 7 });
  });

  it("[S7] changes the size and leaves the content", async () => {
    const path = scratchFile("content");
    await setFileAttr(path, new SFTPAttributes({ size: 7 }));
    expect(fs.readFileSync(path, "utf8")).toBe("content");
    await setFileAttr(path, new SFTPAttributes({ size: 3 }));
    expect(fs.readFileSync(path, "utf8")).toBe("con");
    await setFileAttr(path, new SFTPAttributes({ size: 5 }));
    expect(fs.readFileSync(path, "utf8")).toBe("con\0\0");
    expect(await codeOf(() => setFileAttr(path, new SFTPAttributes({ size: 2n ** 63n - 1n })))).toBe("EFBIG");
  });

  it("[S7] sets size, owner, mode and times in an order in which each survives the next", async () => {
    const path = scratchFile("content");
    const [uid, gid] = isRoot ? [1234, 5678] : [process.getuid!(), process.getgid!()];
    await setFileAttr(path, new SFTPAttributes({ size: 3, uid, gid, mode: 0o104755, atime: 50, mtime: 60 }));
    expect(fs.statSync(path)).toMatchObject({
      uid,
      gid,
      mode: 0o104755,
      size: 3,
      atimeMs: 50_000,
      mtimeMs: 60_000,
    });
  });

  it("[S7] sets nothing after a failure", async () => {
    const folder = scratchFolder();
    expect(await codeOf(() => setFileAttr(folder, new SFTPAttributes({ size: 1, mode: 0o700 + 0o7 })))).toBe(
      "EISDIR",
    );
    expect(fs.statSync(folder).mode & 0o7777).toBe(0o700);
  });

  it("[S7] follows links, and sets nothing where there is nothing", async () => {
    const path = scratchFile("content");
    fs.symlinkSync(path, `${path}.link`);
    await setFileAttr(`${path}.link`, new SFTPAttributes({ mode: 0o600 }));
    expect(fs.statSync(path).mode).toBe(0o100600);
    expect(await codeOf(() => setFileAttr(`${path}.nothing`, new SFTPAttributes({ size: 1 })))).toBe(
      "ENOENT",
    );
    expect(fs.existsSync(`${path}.nothing`)).toBe(false);
  });
});
