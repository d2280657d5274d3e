import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";
import { joinLocal, localEntries, pathBytes } from "./localPath.ts";
import type { TreeSource } from "./treeEnds.ts";

/** A local tree that is copied from. */
export const localSource: TreeSource = {
  join: joinLocal,
  list: localEntries,

  async stat(path) {
    return SFTPAttributes.fromStat(await stat(pathBytes(path)));
  },

  async lstat(path) {
    return SFTPAttributes.fromStat(await lstat(pathBytes(path)));
  },

  async realpath(path) {
    return utf8.decode(await realpath(pathBytes(path), "buffer"));
  },

  async readlink(path) {
    return utf8.decode(await readlink(pathBytes(path), "buffer"));
  },
};
