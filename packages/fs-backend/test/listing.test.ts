import fs from "node:fs";
import { join } from "node:path";

import { utf8 } from "@sftp/server";
import { describe, expect, it, vi } from "vitest";

import { codeOf, get, names, NONE, put, roots, scratchBackend } from "./scratch.ts";

/** How often the system was asked for an entry's attributes; and what it is made to say of one. */
const looks = vi.hoisted(() => ({ count: 0, before: (_path: string) => {} }));

vi.mock(import("../src/calls.ts"), async (importOriginal) => {
  const { syncCalls, asyncCalls } = await importOriginal();
  const counting = (calls: typeof syncCalls): typeof syncCalls => ({
    ...calls,
    lstat(path) {
      looks.count++;
      looks.before(path);
      return calls.lstat(path);
    },
  });
  return { syncCalls: counting(syncCalls), asyncCalls: counting(asyncCalls) };
});

describe.each(roots)("%s", (_kind, options) => {
  it("shows names byte by byte, and finds each by what it showed", async () => {
    const { root, backend } = scratchBackend(options);
    const odd = [
      "plain",
      "späce é",
      "\u{1F600}",
      "\udcff\udc80",
      "a\udcc3",
      "line\nbreak",
      "\x1b[31m",
      "back\\slash",
      "n".repeat(255),
    ];
    for (const name of odd) {
      const path = Buffer.concat([Buffer.from(`${root}/`), utf8.encode(name)]);
      fs.writeFileSync(path, name.length.toString());
    }
    expect(await names(backend, "/")).toEqual(odd.toSorted());
    for (const name of odd) {
      expect(await get(backend, `/${name}`)).toBe(name.length.toString());
      expect(await backend.canonicalize(`/${name}`)).toBe(`/${name}`);
      await backend.rename(`/${name}`, "/moved");
      await backend.remove("/moved");
    }
    expect(fs.readdirSync(root)).toEqual([]);
    await backend.mkdir("/földer \udcff", NONE);
    await put(backend, "/földer \udcff/f\udcfe", "");
    expect(await names(backend, "/földer \udcff")).toEqual(["f\udcfe"]);
  });

  it("says of each entry what lstat says, and writes the line of ls -l", async () => {
    const { root, backend } = scratchBackend(options);
    await put(backend, "/file", "content");
    fs.chmodSync(join(root, "file"), 0o640);
    fs.utimesSync(join(root, "file"), 0, 0);
    fs.linkSync(join(root, "file"), join(root, "second"));
    fs.symlinkSync("nowhere", join(root, "link"));
    fs.mkdirSync(join(root, "folder"));
    const entries = new Map<string, Awaited<ReturnType<typeof backend.lstat>>>();
    for await (const entry of await backend.listFolder("/")) entries.set(entry.filename!, entry);
    expect([...entries.keys()].toSorted()).toEqual(["file", "folder", "link", "second"]);
    for (const [name, entry] of entries) {
      const { exactSize, mode, uid, gid, mtimeMs } = await backend.lstat(`/${name}`);
      expect(entry).toMatchObject({ exactSize, mode, uid, gid, mtimeMs });
    }
    const line = entries.get("file")!.longname!;
    expect(line).toMatch(/^-rw-r----- +2 \S+ +\S+ +7 (Jan {2}1|Dec 31) {2}19(70|69) file$/);
    if (process.getuid?.() === 0) expect(line).toContain(" 0        0        ");
    expect(entries.get("link")!.longname).toMatch(/^lrwxrwxrwx /);
    const pages: string[] = [];
    for await (const { filename } of await backend.listFolder("/folder")) pages.push(filename!);
    expect(pages).toEqual([]);
  });

  it("is as lazy as whoever reads it, however large the folder", { timeout: 60_000 }, async () => {
    const { root, backend } = scratchBackend(options);
    const count = options === roots[0]![1] ? 100_000 : 2_000;
    fs.writeFileSync(join(root, "0"), "");
    // Names of one file: quicker to make and to remove than as many files. Some file systems stop at 65,000.
    for (let n = 1, of = 0; n < count; n++) {
      if (n % 50_000 === 0) fs.writeFileSync(join(root, String((of = n))), "");
      else fs.linkSync(join(root, String(of)), join(root, String(n)));
    }
    looks.count = 0;
    const listing = await backend.listFolder("/");
    await listing.next();
    expect(looks.count).toBe(1);
    const seen = new Set<string | undefined>();
    const { value } = await listing.next();
    seen.add((value as { filename?: string } | undefined)?.filename);
    expect(looks.count).toBe(2);
    for await (const { filename } of listing) seen.add(filename);
    expect(seen.size).toBe(count - 1);
  });

  it("passes over what has just gone, and names what it may not look at", async () => {
    const { root, backend } = scratchBackend(options);
    for (const name of ["a", "b", "c"]) await put(backend, `/${name}`, "");
    looks.before = (path) => {
      if (path.endsWith("/b")) fs.rmSync(join(root, "b"));
      if (path.endsWith("/c")) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    };
    const entries = [];
    for await (const entry of await backend.listFolder("/")) entries.push(entry);
    looks.before = () => {};
    expect(entries.map(({ filename, mode }) => [filename, mode !== undefined]).toSorted()).toEqual([
      ["a", true],
      ["c", false],
    ]);
  });

  it("gives its descriptors back however it ends", async () => {
    const { root, backend } = scratchBackend(options);
    await backend.mkdir("/a", NONE);
    await put(backend, "/a/f", "");
    const unread = await backend.listFolder("/a");
    await unread.return();
    const twice = await backend.listFolder("/a");
    await twice.return();
    expect(await twice.return()).toEqual({ done: true, value: undefined });
    expect(await twice.next()).toEqual({ done: true, value: undefined });
    const cut = await backend.listFolder("/a");
    await cut.next();
    fs.rmSync(join(root, "a"), { recursive: true });
    expect(await cut.next()).toEqual({ done: true, value: undefined });
    expect(await codeOf(() => backend.listFolder("/a"))).toBe("ENOENT");
  });
});
