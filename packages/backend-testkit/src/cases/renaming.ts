import assert from "node:assert/strict";

import { group, needing } from "../definition.ts";
import { refuses } from "../refuses.ts";
import type { Workbench } from "../workbench.ts";

function posixRename(bench: Workbench, oldPath: string, newPath: string): Promise<unknown> {
  return bench.call("posix-rename@openssh.com", { oldPath: bench.at(oldPath), newPath: bench.at(newPath) });
}

export const renaming = group("rename", {
  "moves a file, also into another folder": needing("rename", "folders", async (bench) => {
    await bench.make("file", "content");
    await bench.rename("file", "other");
    await bench.mkdir("folder");
    await bench.rename("other", "folder/file");
    await bench.holds("folder/file", "content");
    assert.deepEqual(await bench.names(""), ["folder"]);
  }),

  "moves a folder with all that is in it": needing("renameFolders", async (bench) => {
    await bench.mkdir("old");
    await bench.mkdir("old/sub");
    await bench.make("old/sub/file", "content");
    await bench.mkdir("place");
    await bench.rename("old", "place/new");
    await bench.holds("place/new/sub/file", "content");
    assert.deepEqual(await bench.names(""), ["place"]);
  }),

  "refuses what does not exist, and a folder that does not": needing("rename", "folders", async (bench) => {
    await bench.make("file", "content");
    await refuses(bench.rename("nothing", "new"), "NO_SUCH_FILE");
    await refuses(bench.rename("file", "nothing/new"), "NO_SUCH_FILE");
    await bench.holds("file", "content");
    assert.deepEqual(await bench.names(""), ["file"]);
  }),

  "never replaces a file": needing("renameKeeps", async (bench) => {
    await bench.make("a", "A");
    await bench.make("b", "B");
    await refuses(bench.rename("a", "b"), "FAILURE");
    await bench.holds("a", "A");
    await bench.holds("b", "B");
  }),

  "never replaces a folder, not even an empty one": needing("renameKeeps", "emptyFolders", async (bench) => {
    await bench.make("file", "content");
    await bench.mkdir("empty");
    await bench.mkdir("other");
    await refuses(bench.rename("file", "empty"), "FAILURE");
    await refuses(bench.rename("other", "empty"), "FAILURE");
    assert.deepEqual(await bench.names(""), ["empty", "file", "other"]);
  }),

  "never replaces a link, not even one that leads nowhere": needing(
    "renameKeeps",
    "symlinks",
    async (bench) => {
      await bench.make("file", "content");
      await bench.client.symlink("nothing", bench.at("link"));
      await refuses(bench.rename("file", "link"), "FAILURE");
      assert.equal(await bench.client.readlink(bench.at("link")), "nothing");
      await bench.holds("file", "content");
    },
  ),

  "moves a link and not what it leads to": needing("symlinks", async (bench) => {
    await bench.make("file", "content");
    await bench.client.symlink("file", bench.at("link"));
    await bench.rename("link", "moved");
    assert.equal(await bench.client.readlink(bench.at("moved")), "file");
    assert.deepEqual(await bench.names(""), ["file", "moved"]);
  }),

  "refuses to move a folder into itself": needing("renameFolders", async (bench) => {
    await bench.mkdir("folder");
    await bench.make("folder/file", "content");
    await refuses(bench.rename("folder", "folder/inside"), "FAILURE", "BAD_MESSAGE");
    await bench.holds("folder/file", "content");
  }),

  "posix-rename replaces a file": needing("posixRename", async (bench) => {
    assert.ok(bench.client.capabilities.has("posix-rename@openssh.com"), "posix-rename is not advertised");
    await bench.make("a", "A");
    await bench.make("b", "the longer B");
    await posixRename(bench, "a", "b");
    await bench.holds("b", "A");
    assert.deepEqual(await bench.names(""), ["b"]);
    await posixRename(bench, "b", "c");
    assert.deepEqual(await bench.names(""), ["c"]);
  }),

  "posix-rename replaces an empty folder by a folder, and no other": needing(
    "posixRename",
    "renameFolders",
    "emptyFolders",
    async (bench) => {
      await bench.mkdir("folder");
      await bench.make("folder/file", "content");
      await bench.mkdir("empty");
      await bench.make("file", "content");
      await refuses(posixRename(bench, "empty", "folder"), "FAILURE");
      await refuses(posixRename(bench, "file", "folder"), "FAILURE");
      await refuses(posixRename(bench, "empty", "file"), "FAILURE", "NO_SUCH_FILE");
      await posixRename(bench, "folder", "empty");
      await bench.holds("empty/file", "content");
      assert.deepEqual(await bench.names(""), ["empty", "file"]);
    },
  ),

  "posix-rename refuses what does not exist": needing("posixRename", async (bench) => {
    await bench.make("file", "content");
    await refuses(posixRename(bench, "nothing", "file"), "NO_SUCH_FILE");
    await bench.holds("file", "content");
  }),
});
