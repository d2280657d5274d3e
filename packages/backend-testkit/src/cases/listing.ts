import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";

export const listing = group("list", {
  "gives every name once, without . and ..": needing("folders", async (bench) => {
    await bench.mkdir("folder");
    for (const name of ["a", "b", ".hidden", "z"]) await bench.make(`folder/${name}`);
    await bench.mkdir("folder/sub");
    await bench.make("folder/sub/deeper");
    assert.deepEqual(await bench.names("folder"), [".hidden", "a", "b", "sub", "z"]);
  }),

  "gives the attributes that lstat gives": needing("emptyFolders", async (bench) => {
    await bench.make("file", "12345");
    await bench.mkdir("sub");
    const entries = await bench.client.listdirAttr(bench.at(""));
    assert.deepEqual(entries.map((entry) => entry.filename).toSorted(), ["file", "sub"]);
    for (const entry of entries) {
      const { size, mode, mtimeMs } = await bench.lstat(entry.filename!);
      assert.deepEqual([entry.size, entry.mode, entry.mtimeMs], [size, mode, mtimeMs]);
    }
  }),

  "shows links as links": needing("symlinks", async (bench) => {
    await bench.make("file");
    await bench.client.symlink("file", bench.at("link"));
    await bench.client.symlink("nothing", bench.at("dangling"));
    const entries = await bench.client.listdirAttr(bench.at(""));
    const types = Object.fromEntries(entries.map(({ filename, type }) => [filename, type]));
    assert.deepEqual(types, { file: "file", link: "symlink", dangling: "symlink" });
  }),

  "gives all of a thousand entries": async (bench) => {
    const names = Array.from({ length: 1000 }, (_, index) => `entry ${index}`);
    for (const name of names) await bench.make(name);
    assert.deepEqual(await bench.names(""), names.toSorted());
  },

  "twice at once gives the same": async (bench) => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}`).toSorted();
    for (const name of names) await bench.make(name);
    const [first, second] = await Promise.all([bench.names(""), bench.names("")]);
    assert.deepEqual(first, names);
    assert.deepEqual(second, names);
  },

  "may be left before its end": async (bench) => {
    for (let index = 0; index < 300; index++) await bench.make(`${index}`);
    for await (const { filename } of bench.client.listdirIter(bench.at(""))) {
      assert.ok(filename);
      break;
    }
    await bench.client.remove(bench.at("0"));
    assert.equal((await bench.names("")).length, 299);
  },

  "refuses what is no folder, at once": async (bench) => {
    await bench.make("file");
    await refuses(bench.call("opendir", { path: bench.at("nothing") }), "NO_SUCH_FILE");
    await refuses(bench.call("opendir", { path: bench.at("file") }), "NO_SUCH_FILE", "FAILURE");
  },
});
