import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { describe, expect, it, vi } from "vitest";

import { isUploadName } from "../../src/file/upload.ts";
import { codeOf, get, NONE, put, scratchBackend, scratchFolder } from "../scratch.ts";

/** What write(2) and fsync(2) are made to say. */
const says = vi.hoisted(() => ({ write: "", fsync: "" }));

vi.mock(import("../../src/calls.ts"), async (importOriginal) => {
  const { syncCalls, asyncCalls } = await importOriginal();
  const refusing = (calls: typeof syncCalls): typeof syncCalls => ({
    ...calls,
    write: (...args) => (refuse("write"), calls.write(...args)),
    fsync: async (fd) => (refuse("fsync"), calls.fsync(fd)),
  });
  return { syncCalls: refusing(syncCalls), asyncCalls: refusing(asyncCalls) };
});

function refuse(call: keyof typeof says): void {
  if (says[call]) throw Object.assign(new Error(says[call]), { code: says[call] });
}

const { READ, WRITE, CREAT, TRUNC, EXCL, APPEND } = OpenFlags;
const REPLACE = WRITE | CREAT | TRUNC;

describe.each(["sync", "async"] as const)("with atomic uploads, %s", (io) => {
  const options = { io, atomicUploads: true };

  it("[B-8] shows the old content until CLOSE, and then all of the new", async () => {
    const { root, backend } = scratchBackend(options);
    fs.writeFileSync(join(root, "f"), "old");
    const file = await backend.open("/f", READ | REPLACE, NONE);
    await file.write(Buffer.from("new"), 0);
    expect((await file.stat()).size).toBe(3);
    await file.chattr(new SFTPAttributes({ mode: 0o604, atime: 5, mtime: 6 }));
    expect(fs.readFileSync(join(root, "f"), "utf8")).toBe("old");
    expect(fs.readdirSync(root).map(isUploadName).toSorted()).toEqual([false, true]);
    await file.close("closed");
    expect(fs.readdirSync(root)).toEqual(["f"]);
    expect(fs.readFileSync(join(root, "f"), "utf8")).toBe("new");
    expect(fs.statSync(join(root, "f"))).toMatchObject({ mode: 0o100604, mtimeMs: 6000 });
  });

  it("[B-8] keeps the old content if the connection is lost, or a write or the disk fails", async () => {
    const { root, backend } = scratchBackend(options);
    fs.writeFileSync(join(root, "f"), "old");
    const lost = await backend.open("/f", REPLACE, NONE);
    await lost.write(Buffer.from("new"), 0);
    await lost.close("aborted");

    const holed = await backend.open("/f", REPLACE, NONE);
    says.write = "ENOSPC";
    expect(await codeOf(() => holed.write(Buffer.from("new"), 0))).toBe("ENOSPC");
    says.write = "";
    await holed.write(Buffer.from("more"), 3);
    expect(await codeOf(() => holed.close("closed"))).toBe("ENOSPC");

    const unsafe = await backend.open("/f", REPLACE, NONE);
    says.fsync = "EIO";
    expect(await codeOf(() => unsafe.close("closed"))).toBe("EIO");
    says.fsync = "";

    expect(fs.readdirSync(root)).toEqual(["f"]);
    expect(await get(backend, "/f")).toBe("old");
  });

  it("[B-8] goes where a link points, and follows its folder when that is renamed", async () => {
    const { root, backend } = scratchBackend(options);
    fs.mkdirSync(join(root, "folder"));
    fs.symlinkSync("folder/new", join(root, "link"));
    const file = await backend.open("/link", REPLACE, NONE);
    await file.write(Buffer.from("content"), 0);
    fs.renameSync(join(root, "folder"), join(root, "moved"));
    await file.close("closed");
    expect(fs.readdirSync(join(root, "moved"))).toEqual(["new"]);
    expect(fs.lstatSync(join(root, "link")).isSymbolicLink()).toBe(true);
  });

  it("leaves alone what only adds, changes or excludes", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/f", "first ", WRITE | CREAT | TRUNC | EXCL);
    for (const flags of [WRITE, WRITE | CREAT, WRITE | APPEND, WRITE | CREAT | TRUNC | APPEND]) {
      const file = await backend.open("/f", flags, NONE);
      expect(fs.readdirSync(root)).toEqual(["f"]);
      await file.close("closed");
    }
    expect(await codeOf(() => backend.open("/nothing", WRITE | TRUNC, NONE))).toBe("ENOENT");
  });

  it("takes names of any length", async () => {
    const { root, backend } = scratchBackend(options);
    const name = "n".repeat(255);
    await put(backend, `/${name}`, "content");
    expect(fs.readdirSync(root)).toEqual([name]);
  });
});

function part(name: string): string {
  return `.${name}.${"0123456789abcdef".repeat(2)}.upload.part`;
}

describe("what a crash leaves behind", () => {
  it("[B-8] is swept from the whole root a day later, and nothing else is", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    const outside = scratchFolder();
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    fs.mkdirSync(join(root, "a/b\nc"), { recursive: true });
    fs.mkdirSync(join(root, "a", part("folder")));
    fs.symlinkSync(outside, join(root, "link"));
    const old = [
      part("f"),
      `a/${part("f")}`,
      `a/b\nc/${part("g")}`,
      "f",
      "a/.f.part",
      `a/${part("folder")}/f`,
    ];
    for (const path of old) fs.writeFileSync(join(root, path), "");
    fs.writeFileSync(join(outside, part("f")), "");
    for (const path of old) fs.utimesSync(join(root, path), yesterday, yesterday);
    fs.utimesSync(join(outside, part("f")), yesterday, yesterday);
    fs.writeFileSync(join(root, "a", part("young")), "");

    backend.sessionStarted();
    await vi.waitFor(() => expect(fs.existsSync(join(root, "a/b\nc", part("g")))).toBe(false));
    await vi.waitFor(() => expect(fs.existsSync(join(root, "a", part("f")))).toBe(false));
    await vi.waitFor(() => expect(fs.existsSync(join(root, part("f")))).toBe(false));
    await backend.sessionEnded();
    expect(fs.readdirSync(root).toSorted()).toEqual(["a", "f", "link"]);
    expect(fs.readdirSync(join(root, "a")).toSorted()).toEqual(
      [".f.part", part("folder"), part("young"), "b\nc"].toSorted(),
    );
    expect(fs.readdirSync(join(root, "a", part("folder")))).toEqual(["f"]);
    expect(fs.readdirSync(outside)).toHaveLength(1);
  });

  it("is swept by the next session if the first was over too soon", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    fs.writeFileSync(join(root, part("f")), "");
    fs.utimesSync(join(root, part("f")), 1, 1);
    backend.sessionStarted();
    await backend.sessionEnded();
    backend.sessionStarted();
    await vi.waitFor(() => expect(fs.readdirSync(root)).toEqual([]));
    await backend.sessionEnded();
  });

  it("is left alone by a server that may not write, or makes no such uploads", async () => {
    for (const options of [{ atomicUploads: true, readOnly: true }, {}]) {
      const { root, backend } = scratchBackend(options);
      fs.writeFileSync(join(root, part("f")), "");
      fs.utimesSync(join(root, part("f")), 1, 1);
      backend.sessionStarted();
      await backend.sessionEnded();
      expect(fs.readdirSync(root)).toHaveLength(1);
    }
  });
});
