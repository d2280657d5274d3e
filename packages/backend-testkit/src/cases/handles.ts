import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group, needing } from "../definition.ts";

const { READ, WRITE } = OpenFlags;

export const handles = group("handle", {
  "tells the attributes of its file": async (bench) => {
    await bench.make("file", "12345");
    const handle = await bench.open("file", READ);
    const { attrs } = await bench.call("fstat", { handle });
    assert.equal(attrs.size, 5);
    assert.equal(attrs.mode, (await bench.stat("file")).mode);
    await bench.closeFile(handle);
  },

  "sets the size of its file": needing("truncate", async (bench) => {
    await bench.make("file", "12345");
    const handle = await bench.open("file", READ | WRITE);
    await bench.call("fsetstat", { handle, attrs: { size: 2 } });
    assert.equal(String(await bench.read(handle)), "12");
    await bench.call("fsetstat", { handle, attrs: { size: 4 } });
    assert.equal((await bench.read(handle)).toString("latin1"), "12\0\0");
    await bench.closeFile(handle);
  }),

  "sets times that later writes do not disturb until they come": needing("times", async (bench) => {
    await bench.make("file", "12345");
    const handle = await bench.open("file", READ | WRITE);
    await bench.call("fsetstat", { handle, attrs: { atime: 1_000_000, mtime: 2_000_000 } });
    assert.equal((await bench.call("fstat", { handle })).attrs.mtime, 2_000_000);
    await bench.closeFile(handle);
    assert.equal((await bench.stat("file")).mtimeMs, 2_000_000_000);
  }),

  "goes on working when its file is renamed": needing("openAfterRename", async (bench) => {
    await bench.make("old", "content");
    const handle = await bench.open("old", READ | WRITE);
    await bench.rename("old", "new");
    assert.equal(String(await bench.read(handle)), "content");
    await bench.write(handle, 7, "ed");
    await bench.closeFile(handle);
    await bench.holds("new", "contented");
    assert.deepEqual(await bench.names(""), ["new"]);
  }),

  "goes on working when its file is removed": needing("openAfterRemove", async (bench) => {
    await bench.make("file", "content");
    const handle = await bench.open("file", READ | WRITE);
    await bench.client.remove(bench.at("file"));
    assert.equal(String(await bench.read(handle)), "content");
    await bench.write(handle, 0, "C");
    await bench.closeFile(handle);
    assert.deepEqual(await bench.names(""), []);
  }),

  "of a removed file does not see a new file of that name": needing("openAfterRemove", async (bench) => {
    await bench.make("file", "old");
    const handle = await bench.open("file", READ);
    await bench.client.remove(bench.at("file"));
    await bench.make("file", "brand new");
    assert.equal(String(await bench.read(handle)), "old");
    await bench.closeFile(handle);
  }),

  "can be synced": needing("fsync", async (bench) => {
    assert.ok(bench.client.capabilities.has("fsync@openssh.com"), "fsync@openssh.com is not advertised");
    await bench.make("file", "content");
    const handle = await bench.open("file", WRITE);
    await bench.call("fsync@openssh.com", { handle });
    await bench.closeFile(handle);
  }),

  "may be one of many": async (bench) => {
    await bench.make("file", "content");
    const many = await Promise.all(Array.from({ length: 100 }, () => bench.open("file", READ)));
    for (const handle of many) assert.equal(String(await bench.read(handle, 0, 7)), "content");
    await Promise.all(many.map((handle) => bench.closeFile(handle)));
  },
});
