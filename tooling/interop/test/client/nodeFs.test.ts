import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { SFTPClient } from "@sftp/sftp";
import { glob } from "glob";
import { add, branch, checkout, commit, init, listBranches, log, status } from "isomorphic-git";
import { extract, pack } from "tar-fs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { connectTo } from "../../src/servers/connectTo.ts";
import { type Endpoint, servers } from "../../src/servers/index.ts";

let server: Endpoint;
let sftp: SFTPClient;
/** A folder of the test's own, as it is on this machine and as the client names it. */
let served: string;
let remote: string;
let folders = 0;

beforeAll(async () => {
  server = await servers["OpenSSH sshd"]();
  sftp = await connectTo(server);
});
afterAll(async () => {
  await sftp.close();
  await server.stop();
});
beforeEach(async () => {
  served = join(server.folder, `fs-${++folders}`);
  remote = join(server.remoteFolder, `fs-${folders}`);
  await mkdir(served);
});

it("glob finds files on the server", async () => {
  await mkdir(join(served, "a/b"), { recursive: true });
  for (const name of ["top.log", "a/one.log", "a/b/two.log", "a/b/other.txt"])
    await writeFile(join(served, name), "");
  await symlink("a", join(served, "link"));
  const fs = sftp.fs as never;
  const found = await glob("**/*.log", { cwd: remote, fs });
  expect(found.toSorted()).toEqual(["a/b/two.log", "a/one.log", "top.log"]);
  const entries = await glob("*", { cwd: remote, fs, withFileTypes: true, stat: true });
  const kinds = entries.map((entry) => [entry.name, entry.isDirectory(), entry.isSymbolicLink()]);
  expect(kinds.toSorted()).toEqual([
    ["a", true, false],
    ["link", false, true],
    ["top.log", false, false],
  ]);
});

it("tar-fs packs a folder on the server, and unpacks into another", async () => {
  await mkdir(join(served, "tree"));
  await writeSampleTree(join(served, "tree"));
  await symlink("nowhere", join(served, "tree/link"));
  // The declarations know no `fs`.
  const options = { fs: sftp.fs } as object;
  await pipeline(pack(join(remote, "tree"), options), extract(join(remote, "copy"), options));
  expect(await fingerprint(join(served, "copy"))).toEqual(await fingerprint(join(served, "tree")));
  const local = await scratch();
  await pipeline(pack(join(remote, "tree"), options), extract(local));
  expect(await fingerprint(local)).toEqual(await fingerprint(join(served, "tree")));
});

it("isomorphic-git works in a repository on the server", async () => {
  const repository = { fs: sftp.fs, dir: remote };
  const author = { name: "A", email: "a@example.org" };
  await init({ ...repository, defaultBranch: "main" });
  await writeFile(join(served, "file.txt"), "one\n");
  await add({ ...repository, filepath: "file.txt" });
  const first = await commit({ ...repository, message: "first", author });
  await branch({ ...repository, ref: "side", checkout: true });
  await sftp.writeFile(`${remote}/file.txt`, "and two\n");
  expect(await status({ ...repository, filepath: "file.txt" })).toBe("*modified");
  await add({ ...repository, filepath: "file.txt" });
  const second = await commit({ ...repository, message: "second", author });
  expect((await log(repository)).map(({ oid }) => oid)).toEqual([second, first]);
  await checkout({ ...repository, ref: "main" });
  expect(await readFile(join(served, "file.txt"), "utf8")).toBe("one\n");
  expect((await stat(join(served, ".git/HEAD"))).isFile()).toBe(true);
  expect(await listBranches(repository)).toEqual(["main", "side"]);
});

it("the functions work as those of node:fs do", async () => {
  const { fs } = sftp;
  const { promises } = fs;
  const path = `${remote}/f`;
  await promises.writeFile(path, "hello", { mode: 0o600 });
  await promises.appendFile(path, " world");
  expect(await promises.readFile(path, "utf8")).toBe("hello world");
  expect((await promises.readFile(Buffer.from(path))).length).toBe(11);
  await promises.truncate(path, 5);
  const stats = await promises.stat(path);
  expect([stats.size, stats.isFile(), stats.mode & 0o777]).toEqual([5, true, 0o600]);
  expect((await promises.stat(path, { bigint: true })).size).toBe(5n);
  await expect(promises.access(`${remote}/none`)).rejects.toMatchObject({ code: "ENOENT" });
  await promises.mkdir(`${remote}/d/e/f`, { recursive: true });
  await expect(promises.mkdir(`${remote}/d`)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(promises.rmdir(`${remote}/d`)).rejects.toMatchObject({ code: "ENOTEMPTY" });
  await expect(promises.readdir(path)).rejects.toMatchObject({ code: "ENOTDIR" });
  await promises.copyFile(path, `${remote}/d/copy`);
  await promises.rename(path, `${remote}/d/copy`);
  await promises.symlink("copy", `${remote}/d/l`);
  expect(await promises.readlink(`${remote}/d/l`)).toBe("copy");
  expect(await promises.realpath(`${remote}/d/l`)).toBe(`${remote}/d/copy`);
  await promises.link(`${remote}/d/copy`, `${remote}/d/hard`);
  expect((await promises.readdir(`${remote}/d`)).toSorted()).toEqual(["copy", "e", "hard", "l"]);
  const all = await promises.readdir(`${remote}`, { recursive: true, withFileTypes: true });
  expect(all.map((entry) => join(entry.parentPath, entry.name).slice(remote.length + 1)).toSorted()).toEqual([
    "d",
    "d/copy",
    "d/e",
    "d/e/f",
    "d/hard",
    "d/l",
  ]);
  await promises.utimes(`${remote}/d/copy`, 1_111_111_111, new Date(1_222_222_222_000));
  expect((await promises.lstat(`${remote}/d/copy`)).mtimeMs).toBe(1_222_222_222_000);
  const file = await promises.open(`${remote}/d/copy`, "r+");
  const buffer = Buffer.alloc(4);
  expect((await file.read(buffer, 0, 4, 1)).bytesRead).toBe(4);
  expect(buffer.toString()).toBe("ello");
  await file.write("J");
  await file.write("Y", 4);
  expect(await file.readFile("utf8")).toBe("ellY");
  await file.close();
  const folder = await promises.opendir(`${remote}/d`);
  const names: string[] = [];
  for await (const entry of folder) names.push(entry.name);
  expect(names).toHaveLength(4);
  expect((await promises.statfs(remote)).bsize).toBeGreaterThan(0);
  const made = await promises.mkdtemp(`${remote}/tmp-`);
  expect((await promises.stat(made)).isDirectory()).toBe(true);
  await promises.rm(`${remote}/d`, { recursive: true });
  await promises.rm(`${remote}/none`, { force: true });
});

/** What a function with a callback calls it with. */
function called<T>(run: (done: (error: Error | null, result?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error ? reject(error) : resolve(result)));
  });
}

it("the callback forms are the same functions", async () => {
  const { fs } = sftp;
  await called((done) => fs.writeFile(`${remote}/f`, "callback", done));
  expect(await called<string>((done) => fs.readFile(`${remote}/f`, "utf8", done))).toBe("callback");
  expect((await called<{ size: number }>((done) => fs.stat(`${remote}/f`, done)))?.size).toBe(8);
  await expect(called((done) => fs.stat(`${remote}/none`, done))).rejects.toMatchObject({ code: "ENOENT" });
  const fd = (await called<number>((done) => fs.open(`${remote}/f`, "r", done)))!;
  const buffer = Buffer.alloc(8);
  expect(await called<number>((done) => fs.read(fd, buffer, 0, 8, 0, done))).toBe(8);
  expect(buffer.toString()).toBe("callback");
  await called((done) => fs.close(fd, done));
  await expect(called((done) => fs.close(fd, done))).rejects.toMatchObject({ code: "EBADF" });
  const { promises } = fs;
  expect(Object.getOwnPropertyDescriptor(fs, "promises")).toMatchObject({
    enumerable: true,
    value: promises,
  });
  expect(Object.keys(fs).filter((name) => name.endsWith("Sync"))).toEqual([]);
});
