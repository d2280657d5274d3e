import fs from "node:fs";
import { join } from "node:path";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { turns } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";

import { isUploadName } from "../../src/file/upload.ts";
import { clock } from "../../src/file/uploadSweep.ts";
import { FsBackend } from "../../src/fsBackend.ts";
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

/** A name as uploads of this package have it. */
async function part(root: string, name: string): Promise<string> {
  const backend = new FsBackend({ root, atomicUploads: true });
  const file = await backend.open(`/${name}`, REPLACE, NONE);
  const made = fs.readdirSync(root).find((each) => isUploadName(each))!;
  await file.close("aborted");
  await backend.release();
  return made;
}

const DAY = 24 * 60 * 60 * 1000;

/** Makes it the day after tomorrow. */
const later = () => vi.spyOn(clock, "now").mockImplementation(() => Date.now() + 2 * DAY);

/** A name of that shape which this package has not made. */
const lookalike = `.f.${"0123456789abcdef".repeat(3)}.upload.part`;

describe("[B-10] what a crash leaves behind", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("is swept from the whole root a day later, and nothing else is", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    const outside = scratchFolder();
    const [own, left] = [await part(root, "f"), await part(root, "g")];
    fs.mkdirSync(join(root, "a/b\nc"), { recursive: true });
    fs.mkdirSync(join(root, "a", own));
    fs.symlinkSync(outside, join(root, "link"));
    const removed = [own, `a/${left}`, `a/b\nc/${left}`];
    const kept = ["f", "a/.f.part", `a/${own}/f`, lookalike, `a/${left.replace(".g.", ".h.")}`];
    for (const path of [...removed, ...kept]) fs.writeFileSync(join(root, path), "");
    fs.writeFileSync(join(outside, own), "");
    later();
    backend.sessionStarted();
    for (const path of removed) await vi.waitFor(() => expect(fs.existsSync(join(root, path))).toBe(false));
    await backend.sessionEnded();
    for (const path of kept) expect(fs.existsSync(join(root, path)), path).toBe(true);
    expect(fs.readdirSync(outside)).toHaveLength(1);
  });

  it("is left alone while a process has it open, and while the system has seen it change, whatever its time says", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    const [open, young] = [await part(root, "f"), await part(root, "g")];
    const fd = fs.openSync(join(root, open), "w");
    fs.writeFileSync(join(root, young), "");
    for (const path of [open, young]) fs.utimesSync(join(root, path), 1, 1);
    const upload = await backend.open("/slow", REPLACE, NONE);
    await upload.chattr(new SFTPAttributes({ atime: 1, mtime: 1 }));
    backend.sessionStarted();
    await turns(50);
    await backend.sessionEnded();
    expect(fs.readdirSync(root)).toHaveLength(3);
    later();
    const again = new FsBackend({ root: `${root}/.`, atomicUploads: true });
    again.sessionStarted();
    await turns(50);
    await again.sessionEnded();
    expect(fs.readdirSync(root)).toContain(open);
    fs.closeSync(fd);
    await upload.close("closed");
    expect(fs.readdirSync(root)).toContain("slow");
  });

  it("is looked for once, however many sessions and backends there are", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    const name = await part(root, "f");
    later();
    backend.sessionStarted();
    await vi.waitFor(async () => {
      await turns(5);
      expect(fs.readdirSync(root)).toEqual([]);
    });
    await turns(50);
    fs.writeFileSync(join(root, name), "");
    const other = new FsBackend({ root, atomicUploads: true });
    other.sessionStarted();
    await turns(50);
    await other.sessionEnded();
    await backend.sessionEnded();
    expect(fs.readdirSync(root)).toEqual([name]);
  });

  it("is swept by the next session if the first was over too soon", async () => {
    const { root, backend } = scratchBackend({ atomicUploads: true });
    const name = await part(root, "f");
    fs.writeFileSync(join(root, name), "");
    later();
    backend.sessionStarted();
    await backend.sessionEnded();
    backend.sessionStarted();
    await vi.waitFor(() => expect(fs.readdirSync(root)).toEqual([]));
    await backend.sessionEnded();
  });

  it("is left alone by a server that may not write, or makes no such uploads", async () => {
    for (const options of [{ atomicUploads: true, readOnly: true }, {}]) {
      const { root, backend } = scratchBackend(options);
      fs.writeFileSync(join(root, await part(root, "f")), "");
      later();
      backend.sessionStarted();
      await backend.sessionEnded();
      expect(fs.readdirSync(root)).toHaveLength(1);
    }
  });
});
