import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";

const { READ, WRITE, CREAT, TRUNC, EXCL } = OpenFlags;

export const opening = group("open", {
  "refuses what does not exist, unless it may create it": async (bench) => {
    for (const flags of [READ, WRITE, READ | WRITE]) {
      await refuses(bench.open("nothing", flags), "NO_SUCH_FILE");
    }
    assert.deepEqual(await bench.names(""), []);
  },

  "creates an empty file": async (bench) => {
    await bench.closeFile(await bench.open("new", WRITE | CREAT));
    await bench.holds("new", "");
    assert.ok((await bench.stat("new")).isFile());
  },

  "keeps what is there, also with CREAT": async (bench) => {
    await bench.make("file", "content");
    for (const flags of [READ, WRITE, WRITE | CREAT, READ | WRITE | CREAT]) {
      await bench.closeFile(await bench.open("file", flags));
    }
    await bench.holds("file", "content");
  },

  "empties what is there with TRUNC": async (bench) => {
    await bench.make("file", "content");
    await bench.closeFile(await bench.open("file", WRITE | CREAT | TRUNC));
    await bench.holds("file", "");
  },

  "with EXCL creates only what does not exist": needing("exclusive", async (bench) => {
    await bench.closeFile(await bench.open("file", WRITE | CREAT | EXCL));
    await bench.make("file", "content");
    await refuses(bench.open("file", WRITE | CREAT | EXCL), "FAILURE");
    await refuses(bench.open("file", WRITE | CREAT | EXCL | TRUNC), "FAILURE");
    await bench.holds("file", "content");
  }),

  "with EXCL never follows a link, not even one that leads nowhere": needing(
    "exclusive",
    "symlinks",
    async (bench) => {
      await bench.client.symlink("target", bench.at("link"));
      await refuses(bench.open("link", WRITE | CREAT | EXCL), "FAILURE");
      assert.deepEqual(await bench.names(""), ["link"]);
    },
  ),

  "with EXCL lets only one of two win": needing("exclusive", async (bench) => {
    const attempts = [1, 2, 3, 4].map(() => bench.open("file", WRITE | CREAT | EXCL));
    const results = await Promise.allSettled(attempts);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  }),

  "refuses a file in a folder that does not exist, or that is a file": needing("folders", async (bench) => {
    await bench.make("file");
    await refuses(bench.open("nothing/new", WRITE | CREAT), "NO_SUCH_FILE");
    await refuses(bench.open("file/new", WRITE | CREAT), "NO_SUCH_FILE", "FAILURE");
    await refuses(bench.open("file/new", READ), "NO_SUCH_FILE");
  }),

  "refuses a folder": needing("emptyFolders", async (bench) => {
    await bench.mkdir("folder");
    for (const flags of [READ, WRITE, WRITE | CREAT, WRITE | CREAT | TRUNC]) {
      await refuses(bench.open("folder", flags), "FAILURE");
    }
    assert.ok((await bench.stat("folder")).isDirectory());
  }),

  "gives a new file the mode that was asked for, and an old one none": needing("modes", async (bench) => {
    await bench.closeFile(await bench.open("private", WRITE | CREAT, { mode: 0o600 }));
    await bench.closeFile(await bench.open("private", WRITE | CREAT, { mode: 0o644 }));
    assert.equal((await bench.stat("private")).mode! & 0o7777, 0o600);
  }),

  "never makes a file that runs as its owner": needing("modes", async (bench) => {
    await bench.closeFile(await bench.open("file", WRITE | CREAT, { mode: 0o6755 }));
    assert.equal((await bench.stat("file")).mode! & 0o6000, 0);
  }),

  "of one file twice shows the same content": async (bench) => {
    await bench.make("file", "old");
    const reader = await bench.open("file", READ);
    const writer = await bench.open("file", WRITE);
    await bench.write(writer, 0, "new");
    assert.equal(String(await bench.read(reader)), "new");
    await bench.closeFile(writer);
    assert.equal(String(await bench.read(reader)), "new");
    await bench.closeFile(reader);
  },
});
