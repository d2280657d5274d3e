import { createHash } from "node:crypto";
import { link, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { SFTPClient } from "@sftp/sftp";
import { expect } from "vitest";

import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";

/** What a case works with. */
export interface Stage {
  readonly sftp: SFTPClient;
  /** A folder of the case's own on the server, as it is on this machine and as the client names it. */
  readonly served: string;
  readonly remote: string;
  /** A folder of the case's own beside the client. */
  readonly here: string;
}

/** What our client does with every server. */
export const cases: Record<string, (stage: Stage) => Promise<void>> = {
  async "transfers files of every size"({ sftp, served, remote, here }) {
    for (const size of [0, 1, 32_767, 32_768, 32_769, 5_000_003]) {
      await writeSampleFile(join(here, "sent"), size);
      await sftp.put(join(here, "sent"), `${remote}/kept`);
      await sftp.get(`${remote}/kept`, join(here, "received"));
      const expected = await sha256(join(here, "sent"));
      expect(await sha256(join(served, "kept"))).toBe(expected);
      expect(await sha256(join(here, "received"))).toBe(expected);
    }
  },

  async "transfers 64 MiB"({ sftp, served, remote, here }) {
    await writeSampleFile(join(here, "sent"), 64 * 2 ** 20);
    await sftp.put(join(here, "sent"), `${remote}/kept`);
    await sftp.get(`${remote}/kept`, join(here, "received"));
    const expected = await sha256(join(here, "sent"));
    expect(await sha256(join(served, "kept"))).toBe(expected);
    expect(await sha256(join(here, "received"))).toBe(expected);
  },

  async "transfers trees"({ sftp, served, remote, here }) {
    await mkdir(join(here, "tree"));
    await writeSampleTree(join(here, "tree"));
    await sftp.put(join(here, "tree"), `${remote}/tree`, { recursive: true });
    const report = await sftp.get(`${remote}/tree`, join(here, "back"), { recursive: true });
    expect(report).toMatchObject({ files: 40, skipped: [] });
    const expected = await fingerprint(join(here, "tree"));
    expect(await fingerprint(join(served, "tree"))).toEqual(expected);
    expect(await fingerprint(join(here, "back"))).toEqual(expected);
  },

  async "transfers through streams"({ sftp, served, remote, here }) {
    await writeSampleFile(join(here, "sent"), 1_000_001);
    const content = await readFile(join(here, "sent"));
    await pipeline(
      [content.subarray(0, 100_000), content.subarray(100_000)],
      sftp.createWriteStream(`${remote}/kept`),
    );
    expect(content.equals(await readFile(join(served, "kept")))).toBe(true);
    expect(content.equals(await buffer(sftp.createReadStream(`${remote}/kept`)))).toBe(true);
  },

  async "preserves modes and times"({ sftp, served, remote, here }) {
    await writeFile(join(here, "sent"), "content", { mode: 0o640 });
    await sftp.put(join(here, "sent"), `${remote}/kept`, { preserve: true });
    const [original, copy] = [await stat(join(here, "sent")), await stat(join(served, "kept"))];
    expect(copy.mode).toBe(original.mode);
    expect(copy.mtimeMs).toBe(Math.floor(original.mtimeMs / 1000) * 1000);
  },

  async "reads and sets attributes"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    await sftp.chmod(`${remote}/file`, 0o600);
    await sftp.utime(`${remote}/file`, [1_500_000_000, 1_600_000_000]);
    const attributes = await sftp.stat(`${remote}/file`);
    expect(attributes).toMatchObject({ size: 5, mode: 0o100600, mtimeMs: 1_600_000_000_000 });
    expect(attributes.isFile()).toBe(true);
    expect((await stat(join(served, "file"))).atimeMs).toBe(1_500_000_000_000);
  },

  async "shortens and lengthens a file"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    await sftp.truncate(`${remote}/file`, 3);
    expect(await readFile(join(served, "file"), "utf8")).toBe("123");
    await sftp.truncate(`${remote}/file`, 5);
    expect(await readFile(join(served, "file"), "utf8")).toBe("123\0\0");
  },

  async "lists a folder with attributes"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    await mkdir(join(served, "folder"));
    await symlink("file", join(served, "link"));
    const entries = await sftp.listdirAttr(remote);
    const found = entries.map(({ filename, type }) => [filename, type]).toSorted();
    expect(found).toEqual([
      ["file", "file"],
      ["folder", "directory"],
      ["link", "symlink"],
    ]);
  },

  async "lists 2,000 entries"({ sftp, served, remote }) {
    const names = Array.from({ length: 2_000 }, (_, n) => `entry-${n}`);
    await Promise.all(names.map((name) => writeFile(join(served, name), "")));
    expect((await sftp.listdir(remote)).toSorted()).toEqual(names.toSorted());
    for await (const { filename } of sftp.listdirIter(remote)) {
      expect(names).toContain(filename);
      break;
    }
  },

  async "makes and removes folders"({ sftp, served, remote }) {
    await sftp.mkdir(`${remote}/folder`);
    await sftp.mkdir(`${remote}/folder/inner`);
    await expect(sftp.rmdir(`${remote}/folder`)).rejects.toThrow();
    await expect(sftp.mkdir(`${remote}/folder`)).rejects.toThrow();
    await sftp.rmdir(`${remote}/folder/inner`);
    await sftp.rmdir(`${remote}/folder`);
    expect(await readdir(served)).toEqual([]);
  },

  async "removes files, but not folders"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "");
    await mkdir(join(served, "folder"));
    await sftp.remove(`${remote}/file`);
    await expect(sftp.remove(`${remote}/folder`)).rejects.toThrow();
    await expect(sftp.rmdir(`${remote}/missing`)).rejects.toThrow();
    expect(await readdir(served)).toEqual(["folder"]);
  },

  async "removes a tree"({ sftp, served, remote }) {
    await mkdir(join(served, "tree"));
    await writeSampleTree(join(served, "tree"));
    await symlink("../..", join(served, "tree/link"));
    await sftp.rm(`${remote}/tree`, { recursive: true });
    expect(await readdir(served)).toEqual([]);
  },

  async "walks a tree"({ sftp, served, remote }) {
    await mkdir(join(served, "tree"));
    await writeSampleTree(join(served, "tree"));
    const paths: string[] = [];
    for await (const { path } of sftp.walk(`${remote}/tree`)) paths.push(path);
    expect(paths.length).toBe((await readdir(join(served, "tree"), { recursive: true })).length);
  },

  async "renames, but never over what exists"({ sftp, served, remote }) {
    await writeFile(join(served, "a"), "a");
    await writeFile(join(served, "b"), "b");
    await sftp.rename(`${remote}/a`, `${remote}/c`);
    await expect(sftp.rename(`${remote}/b`, `${remote}/c`)).rejects.toThrow();
    expect(await readFile(join(served, "c"), "utf8")).toBe("a");
    expect(await readFile(join(served, "b"), "utf8")).toBe("b");
  },

  async "renames over what exists by posixRename"({ sftp, served, remote }) {
    await writeFile(join(served, "a"), "a");
    await writeFile(join(served, "b"), "b");
    await sftp.posixRename(`${remote}/a`, `${remote}/b`);
    expect(await readFile(join(served, "b"), "utf8")).toBe("a");
    expect(await readdir(served)).toEqual(["b"]);
  },

  async "makes and reads symbolic links"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    await sftp.symlink("file", `${remote}/link`);
    expect(await readlink(join(served, "link"))).toBe("file");
    expect(await sftp.readlink(`${remote}/link`)).toBe("file");
    expect((await sftp.lstat(`${remote}/link`)).type).toBe("symlink");
    expect(await sftp.stat(`${remote}/link`)).toMatchObject({ type: "file", size: 5 });
    await sftp.remove(`${remote}/link`);
    expect(await readdir(served)).toEqual(["file"]);
  },

  async "makes hard links"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    await sftp.hardlink(`${remote}/file`, `${remote}/other`);
    expect((await lstat(join(served, "other"))).ino).toBe((await lstat(join(served, "file"))).ino);
  },

  async "writes in the middle of a file"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "1234567890");
    const file = await sftp.open(`${remote}/file`, "r+");
    await file.seek(3);
    await file.write("abc");
    await file.close();
    expect(await readFile(join(served, "file"), "utf8")).toBe("123abc7890");
  },

  async appends({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "12345");
    const file = await sftp.open(`${remote}/file`, "a");
    await file.write("67");
    await file.write("89");
    await file.close();
    expect(await readFile(join(served, "file"), "utf8")).toBe("123456789");
  },

  async "creates only what does not exist"({ sftp, served, remote }) {
    const file = await sftp.open(`${remote}/file`, "x");
    await file.write("new");
    await file.close();
    await expect(sftp.open(`${remote}/file`, "x")).rejects.toThrow();
    expect(await readFile(join(served, "file"), "utf8")).toBe("new");
  },

  async "reads lines"({ sftp, served, remote }) {
    const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n} ${"ü".repeat(n % 40)}`);
    await writeFile(join(served, "file"), lines.join("\n"));
    const file = await sftp.open(`${remote}/file`, "r");
    const found: string[] = [];
    for await (const line of file) found.push(line.replace(/\n$/, ""));
    await file.close();
    expect(found).toEqual(lines);
  },

  async "reads and writes whole files"({ sftp, served, remote }) {
    await sftp.writeFile(`${remote}/file`, "longer than what follows");
    await sftp.writeFile(`${remote}/file`, "ünïcödé");
    expect(await readFile(join(served, "file"), "utf8")).toBe("ünïcödé");
    expect(await sftp.readFile(`${remote}/file`, { encoding: "utf8" })).toBe("ünïcödé");
  },

  async "copies a file on the server"({ sftp, served, remote }) {
    await writeSampleFile(join(served, "file"), 300_000);
    await sftp.copy(`${remote}/file`, `${remote}/copy`);
    expect(await sha256(join(served, "copy"))).toBe(await sha256(join(served, "file")));
  },

  async "makes paths canonical, and keeps a working directory"({ sftp, served, remote }) {
    await mkdir(join(served, "folder"));
    await writeFile(join(served, "folder/file"), "12345");
    expect(await sftp.normalize(`${remote}/folder/../folder/./`)).toBe(`${remote}/folder`);
    await sftp.chdir(`${remote}/folder`);
    expect(sftp.getcwd()).toBe(`${remote}/folder`);
    expect(await sftp.stat("file")).toMatchObject({ size: 5 });
    await expect(sftp.chdir(`${remote}/folder/file`)).rejects.toMatchObject({ code: "ENOTDIR" });
    await sftp.chdir(null);
  },

  async "tells what is missing by ENOENT"({ sftp, remote, here }) {
    const missing = { code: "ENOENT", status: 2 };
    await expect(sftp.stat(`${remote}/missing`)).rejects.toMatchObject(missing);
    await expect(sftp.open(`${remote}/missing`)).rejects.toMatchObject(missing);
    await expect(sftp.listdir(`${remote}/missing`)).rejects.toMatchObject(missing);
    await expect(sftp.remove(`${remote}/missing`)).rejects.toMatchObject(missing);
    await expect(sftp.get(`${remote}/missing`, join(here, "file"))).rejects.toMatchObject(missing);
    expect(await sftp.exists(`${remote}/missing`)).toBe(false);
    expect(await readdir(here)).toEqual([]);
  },

  async "finds names in any alphabet, and makes them"({ sftp, served, remote }) {
    const names = [
      "with space",
      "日本語",
      "ümläut",
      "emoji 🎉",
      "back\\slash",
      "quote'd",
      '"double"',
      "*?",
      "%41",
    ];
    for (const name of names) await sftp.writeFile(`${remote}/${name}`, name);
    expect((await readdir(served)).toSorted()).toEqual(names.toSorted());
    expect((await sftp.listdir(remote)).toSorted()).toEqual(names.toSorted());
    for (const name of names)
      expect(await sftp.readFile(`${remote}/${name}`, { encoding: "utf8" })).toBe(name);
  },

  async "finds, opens and removes names that are no UTF-8"({ sftp, served, remote }) {
    const raw = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
    await writeFile(Buffer.concat([Buffer.from(`${served}/`), raw]), "latin-1");
    const [name] = await sftp.listdir(remote);
    expect(name).toBe("caf\udce9");
    expect(await sftp.readFile(`${remote}/${name}`, { encoding: "utf8" })).toBe("latin-1");
    await sftp.remove(`${remote}/${name}`);
    expect(await readdir(served)).toEqual([]);
  },

  async "tells the figures of the file system"({ sftp, remote }) {
    const { blocks, bfree, namemax } = await sftp.statvfs(remote);
    expect(blocks).toBeGreaterThan(bfree);
    expect(namemax).toBe(255n);
  },

  async "has the server compute digests"({ sftp, served, remote }) {
    await writeSampleFile(join(served, "file"), 100_000);
    const expected = createHash("sha1")
      .update(await readFile(join(served, "file")))
      .digest("hex");
    expect((await sftp.check(`${remote}/file`, "sha1")).toString("hex")).toBe(expected);
  },

  async "does 1,000 things at once"({ sftp, served, remote }) {
    const names = Array.from({ length: 500 }, (_, n) => `${remote}/file-${n}`);
    await Promise.all(names.map((name) => sftp.writeFile(name, name)));
    const contents = await Promise.all(names.map((name) => sftp.readFile(name, { encoding: "utf8" })));
    expect(contents).toEqual(names);
    expect((await readdir(served)).length).toBe(500);
  },

  async "can be interrupted, and then goes on"({ sftp, served, remote, here }) {
    await writeSampleFile(join(here, "sent"), 20_000_000);
    const interruption = new AbortController();
    const put = sftp.put(join(here, "sent"), `${remote}/part`, {
      signal: interruption.signal,
      onProgress: () => interruption.abort(),
    });
    await expect(put).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(served)).toEqual([]);
    await sftp.put(join(here, "sent"), `${remote}/whole`);
    expect(await sha256(join(served, "whole"))).toBe(await sha256(join(here, "sent")));
  },

  async "sees links to the same file as one"({ sftp, served, remote }) {
    await writeFile(join(served, "file"), "old");
    await link(join(served, "file"), join(served, "other"));
    await sftp.writeFile(`${remote}/file`, "new");
    expect(await sftp.readFile(`${remote}/other`, { encoding: "utf8" })).toBe("new");
  },
};
