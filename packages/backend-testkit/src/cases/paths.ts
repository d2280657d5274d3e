import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";

export const paths = group("paths", {
  "are one, however they are written": needing("folders", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("folder/file", "content");
    for (const path of ["folder//file", "./folder/./file", "folder/../folder/file"]) {
      await bench.holds(path, "content");
    }
    assert.deepEqual(await bench.names("folder/"), ["file"]);
    assert.deepEqual(await bench.names("folder/."), ["file"]);
  }),

  "lead no further up than to the top": async (bench) => {
    await bench.make("file", "content");
    const up = "../".repeat(30);
    const top = await bench.client.normalize("/");
    assert.equal(await bench.client.normalize(`/${up}`), top);
    assert.equal(await bench.client.normalize(bench.at(up)), top);
  },

  "have a canonical form, also of what does not exist": needing("emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    const canonical = await bench.client.normalize(bench.at("folder"));
    assert.match(canonical, /^\//);
    assert.equal(await bench.client.normalize(bench.at("folder/../folder/./")), canonical);
    assert.equal(await bench.client.normalize(bench.at("folder/new")), `${canonical}/new`);
    assert.match(await bench.client.normalize("."), /^\//);
  }),
});
