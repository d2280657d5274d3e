import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";

export const attributes = group("attributes", {
  "tell size and type": needing("emptyFolders", async (bench) => {
    await bench.make("file", "12345");
    await bench.mkdir("folder");
    const file = await bench.stat("file");
    assert.equal(file.size, 5);
    assert.ok(file.isFile() && !file.isDirectory());
    const folder = await bench.lstat("folder");
    assert.ok(folder.isDirectory() && !folder.isFile());
  }),

  "of nothing are refused": needing("chattr", async (bench) => {
    await refuses(bench.stat("nothing"), "NO_SUCH_FILE");
    await refuses(bench.lstat("nothing"), "NO_SUCH_FILE");
    await refuses(bench.setstat("nothing", { mode: 0o600 }), "NO_SUCH_FILE");
    await bench.make("file");
    await refuses(bench.stat("file/below"), "NO_SUCH_FILE");
  }),

  "that are none change nothing": needing("chattr", async (bench) => {
    await bench.make("file", "content");
    const before = await bench.stat("file");
    await bench.setstat("file", {});
    assert.deepEqual(await bench.stat("file"), before);
  }),

  "set the size: what is beyond goes, what is missing is zeros": needing("truncate", async (bench) => {
    await bench.make("file", "0123456789");
    await bench.setstat("file", { size: 4 });
    await bench.holds("file", "0123");
    await bench.setstat("file", { size: 8 });
    await bench.holds("file", "0123\0\0\0\0");
    await bench.setstat("file", { size: 0 });
    await bench.holds("file", "");
  }),

  "refuse a size for a folder": needing("truncate", "emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    await refuses(bench.setstat("folder", { size: 1 }), "FAILURE", "BAD_MESSAGE");
  }),

  "set the mode, and keep the type": needing("modes", async (bench) => {
    await bench.make("file");
    await bench.mkdir("folder");
    for (const mode of [0o600, 0o644, 0o755, 0o400, 0o700]) {
      await bench.setstat("file", { mode });
      await bench.setstat("folder", { mode: mode | 0o700 });
      assert.equal((await bench.stat("file")).mode, 0o100000 | mode);
      assert.equal((await bench.stat("folder")).mode, 0o040000 | mode | 0o700);
    }
  }),

  "set the times, to the second": needing("times", async (bench) => {
    await bench.make("file");
    await bench.mkdir("folder");
    for (const path of ["file", "folder"]) {
      await bench.setstat(path, { atime: 1_234_567_890, mtime: 987_654_321 });
      const { atimeMs, mtimeMs } = await bench.stat(path);
      assert.equal(mtimeMs, 987_654_321_000);
      assert.equal(atimeMs, 1_234_567_890_000);
    }
  }),

  "that were set together are all as they were set": needing("truncate", "modes", "times", async (bench) => {
    await bench.make("file", "0123456789");
    await bench.setstat("file", { size: 3, mode: 0o640, atime: 1_000_000, mtime: 2_000_000 });
    const { size, mode, mtimeMs } = await bench.stat("file");
    assert.deepEqual({ size, mode, mtimeMs }, { size: 3, mode: 0o100640, mtimeMs: 2_000_000_000 });
  }),

  "change with the content": needing("times", async (bench) => {
    await bench.make("file", "old");
    await bench.setstat("file", { atime: 1_000_000, mtime: 1_000_000 });
    await bench.make("file", "new");
    assert.ok((await bench.stat("file")).mtimeMs! > 1_000_000_000);
  }),

  "name the owner, who may be set to be who he is": needing("owners", async (bench) => {
    await bench.make("file");
    const { uid, gid } = await bench.stat("file");
    assert.ok(uid !== undefined && gid !== undefined);
    await bench.setstat("file", { uid, gid });
    assert.deepEqual([(await bench.stat("file")).uid, (await bench.stat("file")).gid], [uid, gid]);
  }),

  "are set through a link": needing("symlinks", "times", async (bench) => {
    await bench.make("file");
    await bench.client.symlink("file", bench.at("link"));
    await bench.setstat("link", { atime: 1_000_000, mtime: 2_000_000 });
    assert.equal((await bench.stat("file")).mtimeMs, 2_000_000_000);
    assert.notEqual((await bench.lstat("link")).mtimeMs, 2_000_000_000);
  }),

  "can be set for a link itself": needing("linkAttributes", "symlinks", "times", async (bench) => {
    await bench.make("file");
    await bench.client.symlink("file", bench.at("link"));
    const attrs = { atime: 3_000_000, mtime: 4_000_000 };
    await bench.call("lsetstat@openssh.com", { path: bench.at("link"), attrs });
    assert.equal((await bench.lstat("link")).mtimeMs, 4_000_000_000);
    assert.notEqual((await bench.stat("file")).mtimeMs, 4_000_000_000);
  }),
});
