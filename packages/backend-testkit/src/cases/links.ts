import assert from "node:assert/strict";

import { OpenFlags } from "@sftp/server";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";
import type { Workbench } from "../workbench.ts";

function symlink(bench: Workbench, target: string, path: string): Promise<void> {
  return bench.client.symlink(target, bench.at(path));
}

function hardlink(bench: Workbench, oldPath: string, newPath: string): Promise<unknown> {
  return bench.call("hardlink@openssh.com", { oldPath: bench.at(oldPath), newPath: bench.at(newPath) });
}

export const links = group("link", {
  "symbolic, keeps its target as it is": needing("symlinks", async (bench) => {
    const targets = ["file", "../up/./and//down/", "/absolute", "not there", " ", "~"];
    for (const [index, target] of targets.entries()) {
      await symlink(bench, target, `link${index}`);
      assert.equal(await bench.client.readlink(bench.at(`link${index}`)), target);
    }
  }),

  "symbolic, may lead to any bytes": needing("symlinks", "byteNames", async (bench) => {
    await bench.make("\udcff", "content");
    await symlink(bench, "\udcff", "link");
    assert.equal(await bench.client.readlink(bench.at("link")), "\udcff");
    await bench.holds("link", "content");
  }),

  "symbolic, is followed by stat and open, and not by lstat and remove": needing(
    "symlinks",
    async (bench) => {
      await bench.make("file", "content");
      await symlink(bench, "file", "link");
      assert.ok((await bench.stat("link")).isFile());
      assert.equal((await bench.stat("link")).size, 7);
      assert.ok((await bench.lstat("link")).isSymbolicLink());
      await bench.holds("link", "content");
      await bench.client.remove(bench.at("link"));
      await bench.holds("file", "content");
      assert.deepEqual(await bench.names(""), ["file"]);
    },
  ),

  "symbolic, to a folder is that folder on the way": needing("symlinks", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("folder/file", "content");
    await symlink(bench, "folder", "link");
    await bench.holds("link/file", "content");
    assert.deepEqual(await bench.names("link"), ["file"]);
    await refuses(bench.client.rmdir(bench.at("link")), "FAILURE", "NO_SUCH_FILE");
  }),

  "symbolic, that leads nowhere or round in circles, is no file": needing("symlinks", async (bench) => {
    await symlink(bench, "nothing", "dangling");
    await symlink(bench, "b", "a");
    await symlink(bench, "a", "b");
    for (const link of ["dangling", "a"]) {
      await refuses(bench.stat(link), "NO_SUCH_FILE");
      await refuses(bench.open(link, OpenFlags.READ), "NO_SUCH_FILE");
      assert.ok((await bench.lstat(link)).isSymbolicLink());
    }
  }),

  "symbolic, is not made where something is": needing("symlinks", async (bench) => {
    await bench.make("file", "content");
    await symlink(bench, "nothing", "link");
    await refuses(symlink(bench, "target", "file"), "FAILURE");
    await refuses(symlink(bench, "target", "link"), "FAILURE");
    await refuses(symlink(bench, "target", "nothing/new"), "NO_SUCH_FILE");
    await bench.holds("file", "content");
    assert.equal(await bench.client.readlink(bench.at("link")), "nothing");
  }),

  "readlink refuses what is none": needing("symlinks", async (bench) => {
    await bench.make("file");
    await refuses(bench.client.readlink(bench.at("file")), "FAILURE", "BAD_MESSAGE");
    await refuses(bench.client.readlink(bench.at("nothing")), "NO_SUCH_FILE");
  }),

  "symbolic, never leads out of the tree": needing("symlinks", "containedLinks", async (bench) => {
    const up = "../".repeat(20);
    for (const [index, target] of ["/etc/passwd", "/proc/self/environ", `${up}etc/passwd`].entries()) {
      await symlink(bench, target, `link${index}`);
      await refuses(bench.open(`link${index}`, OpenFlags.READ), "NO_SUCH_FILE", "PERMISSION_DENIED");
      await refuses(bench.stat(`link${index}`), "NO_SUCH_FILE", "PERMISSION_DENIED");
    }
    await symlink(bench, up, "out");
    await refuses(bench.open("out/etc/passwd", OpenFlags.READ), "NO_SUCH_FILE", "PERMISSION_DENIED");
  }),

  "hard, is the same file by another name": needing("hardlinks", async (bench) => {
    assert.ok(
      bench.client.capabilities.has("hardlink@openssh.com"),
      "hardlink@openssh.com is not advertised",
    );
    await bench.make("file", "old");
    await hardlink(bench, "file", "second");
    await bench.make("second", "new content");
    await bench.holds("file", "new content");
    await bench.client.remove(bench.at("file"));
    await bench.holds("second", "new content");
  }),

  "hard, is not made where something is, nor of nothing or a folder": needing(
    "hardlinks",
    "emptyFolders",
    async (bench) => {
      await bench.make("file", "content");
      await bench.make("other", "other");
      await bench.mkdir("folder");
      await refuses(hardlink(bench, "file", "other"), "FAILURE");
      await refuses(hardlink(bench, "nothing", "new"), "NO_SUCH_FILE");
      await refuses(hardlink(bench, "folder", "new"), "FAILURE", "PERMISSION_DENIED");
      await bench.holds("other", "other");
      assert.deepEqual(await bench.names(""), ["file", "folder", "other"]);
    },
  ),
});
