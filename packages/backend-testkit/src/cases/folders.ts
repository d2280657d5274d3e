import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";

export const folders = group("folder", {
  "can be made, and is empty": needing("emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    assert.ok((await bench.stat("folder")).isDirectory());
    assert.deepEqual(await bench.names("folder"), []);
    assert.deepEqual(await bench.names(""), ["folder"]);
  }),

  "cannot be made where something is, or in nothing": needing("folders", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("folder/file", "content");
    await refuses(bench.mkdir("folder"), "FAILURE");
    await refuses(bench.mkdir("folder/file"), "FAILURE");
    await refuses(bench.mkdir("nothing/new"), "NO_SUCH_FILE");
    await bench.holds("folder/file", "content");
  }),

  "gets the mode that was asked for": needing("modes", async (bench) => {
    await bench.client.mkdir(bench.at("private"), 0o700);
    assert.equal((await bench.stat("private")).mode! & 0o7777, 0o700);
  }),

  "can be removed when it is empty, and only then": needing("emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("folder/file", "content");
    await refuses(bench.client.rmdir(bench.at("folder")), "FAILURE");
    await bench.holds("folder/file", "content");
    await bench.client.remove(bench.at("folder/file"));
    await bench.client.rmdir(bench.at("folder"));
    assert.deepEqual(await bench.names(""), []);
    await refuses(bench.client.rmdir(bench.at("folder")), "NO_SUCH_FILE");
  }),

  "is not removed by REMOVE, nor a file by RMDIR": needing("emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("file", "content");
    await refuses(bench.client.remove(bench.at("folder")), "FAILURE", "PERMISSION_DENIED");
    await refuses(bench.client.rmdir(bench.at("file")), "FAILURE", "NO_SUCH_FILE");
    await refuses(bench.client.remove(bench.at("nothing")), "NO_SUCH_FILE");
    assert.deepEqual(await bench.names(""), ["file", "folder"]);
    await bench.client.remove(bench.at("file"));
    assert.deepEqual(await bench.names(""), ["folder"]);
  }),
});
