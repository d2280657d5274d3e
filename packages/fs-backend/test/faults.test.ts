import { execFileSync } from "node:child_process";
import fs from "node:fs";

import { OpenFlags, SFTPAttributes } from "@sftp/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { FsBackend } from "../src/fsBackend.ts";
import { codeOf, get, names, NONE, openDescriptors, put, roots, scratchBackend, writers } from "./scratch.ts";

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;

const operations: Record<string, (backend: FsBackend) => unknown> = {
  stat: (backend) => backend.stat("/a/b/f"),
  "a path that is walked": (backend) => backend.stat("/a/link/../b/f"),
  list: (backend) => names(backend, "/a/b"),
  read: (backend) => get(backend, "/a/b/f"),
  write: (backend) => put(backend, "/a/b/f", "content"),
  create: (backend) => put(backend, `/a/b/${Math.random()}`, ""),
  mkdir: (backend) => backend.mkdir(`/a/${Math.random()}`, NONE),
  rename: (backend) => backend.rename("/a/b/f", "/a/b/f"),
  replace: (backend) => backend.posixRename("/a/b/f", "/a/b/f"),
  chattr: (backend) => backend.chattr("/a/b/f", new SFTPAttributes({ size: 7 })),
  statvfs: (backend) => backend.statvfs("/a/b/f"),
  canonicalize: (backend) => backend.canonicalize("/a/link/x/y"),
};

/** Sets how many descriptors this process may have, and returns how many it might have before. */
function limitDescriptors(count: number): number {
  const before = /^Max open files\s+(\d+)/m.exec(fs.readFileSync("/proc/self/limits", "utf8"))![1]!;
  execFileSync("prlimit", [`--pid=${process.pid}`, `--nofile=${count}:`]);
  return Number(before);
}

/** Does something while this process can open no more than so many descriptors. */
async function sparing<T>(spare: number, act: () => Promise<T>): Promise<T> {
  const taken: number[] = [];
  try {
    for (;;) taken.push(fs.openSync("/dev/null", "r"));
  } catch {
    // Now there are none left.
  }
  try {
    for (const fd of taken.splice(0, spare)) fs.closeSync(fd);
    return await act();
  } finally {
    for (const fd of taken) fs.closeSync(fd);
  }
}

describe.each(writers)("%s", (_kind, options) => {
  let usual: number;

  // Few enough to take them all quickly, and enough for what Node needs to run a program when they are free again.
  beforeAll(
    () => void (usual = limitDescriptors(Math.max(...fs.readdirSync("/proc/self/fd").map(Number)) + 100)),
  );
  afterAll(() => void limitDescriptors(usual));

  it("loses no descriptor when there are none to be had, and goes on when there are", async () => {
    const { backend } = scratchBackend(options);
    await backend.mkdir("/a", NONE);
    await backend.mkdir("/a/b", NONE);
    await backend.symlink("b", "/a/link");
    await put(backend, "/a/b/f", "content");
    const before = openDescriptors();
    const starved = new Set<string>();
    for (let spare = 0; spare < 5; spare++) {
      for (const [name, operation] of Object.entries(operations)) {
        const code = await sparing(spare, () => codeOf(() => operation(backend)));
        if (code === "EMFILE") starved.add(name);
        else expect(["", "EEXIST"], `${name}: ${code}`).toContain(code);
        expect(openDescriptors(), name).toEqual(before);
      }
    }
    expect(starved.size).toBeGreaterThan(3);
    for (const operation of Object.values(operations))
      expect(["", "EEXIST"]).toContain(await codeOf(() => operation(backend)));
    expect(await get(backend, "/a/b/f")).toBe("content");
  });
});

describe.each(roots)("%s", (kind, options) => {
  it.skipIf(kind.includes("portable"))(
    "reaches what lies deeper than the longest path of the system",
    async () => {
      const { backend } = scratchBackend(options);
      const name = "d".repeat(255);
      const paths = Array.from({ length: 20 }, (_, depth) => `/${name}`.repeat(depth + 1));
      for (const path of paths) await backend.mkdir(path, NONE);
      const deepest = paths.at(-1)!;
      expect(deepest.length).toBeGreaterThan(5000);
      await put(backend, `${deepest}/f`, "deep");
      expect(await get(backend, `${deepest}/f`)).toBe("deep");
      expect(await names(backend, deepest)).toEqual(["f"]);
      expect(await backend.canonicalize(`${deepest}/../x`)).toBe(`${paths.at(-2)}/x`);
      await backend.rename(`${deepest}/f`, "/f");
      await backend.rename("/f", `${deepest}/g`);
      await backend.chattr(`${deepest}/g`, new SFTPAttributes({ mode: 0o600 }));
      expect((await backend.stat(`${deepest}/g`)).mode).toBe(0o100600);
      await backend.remove(`${deepest}/g`);
      for (const path of paths.toReversed()) await backend.rmdir(path);
      expect(await names(backend, "/")).toEqual([]);
    },
  );

  it("reads what there is while a file shrinks and grows", async () => {
    const { root, backend } = scratchBackend(options);
    const path = `${root}/f`;
    fs.writeFileSync(path, "0123456789");
    const file = await backend.open("/f", READ, NONE);
    const into = Buffer.alloc(8);
    expect(await file.read(into, 4)).toBe(6);
    fs.truncateSync(path, 5);
    expect(await file.read(into, 4)).toBe(1);
    expect(await file.read(into, 5)).toBe(0);
    fs.appendFileSync(path, "abcdefgh");
    expect(await file.read(into, 5)).toBe(8);
    expect(into.toString()).toBe("abcdefgh");
    fs.rmSync(path);
    expect(await file.read(into, 0)).toBe(8);
    expect((await file.stat()).size).toBe(13);
    await file.close("closed");
  });

  it("writes beyond the end, all over the place and after the name has gone", async () => {
    const { root, backend } = scratchBackend(options);
    const file = await backend.open("/f", READ | WRITE | CREAT | TRUNC, NONE);
    await file.write(Buffer.from("end"), 6);
    await file.write(Buffer.from("beg"), 0);
    expect(fs.readFileSync(`${root}/f`, "latin1")).toBe("beg\0\0\0end");
    await backend.remove("/f");
    await file.write(Buffer.from("mid"), 3);
    const into = Buffer.alloc(9);
    await file.read(into, 0);
    expect(into.toString()).toBe("begmidend");
    await file.sync();
    await file.close("closed");
    expect(fs.readdirSync(root)).toEqual([]);
  });
});
