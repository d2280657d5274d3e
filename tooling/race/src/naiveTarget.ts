import fs from "node:fs";
import { dirname, join } from "node:path";

import { OpenFlags, SFTPAttributes, type SFTPHandle } from "@sftp/server";

import type { Target } from "./operations.ts";

const { O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } = fs.constants;

/**
 * The jail that everybody writes first: it asks whether the real path lies under the root, and then uses the path. That is
 * right as long as nothing changes between the two; here it shows that the attacks are real ones.
 */
export function naiveTarget(root: string): Target {
  function check(real: string): void {
    if (real !== root && !real.startsWith(`${root}/`)) throw new Error("outside");
  }

  /** For what follows a link at the end. */
  function followed(path: string): string {
    check(fs.realpathSync.native(root + path));
    return root + path;
  }

  /** For what does not, or is not there yet. */
  function placed(path: string): string {
    check(fs.realpathSync.native(dirname(root + path)));
    return root + path;
  }

  return {
    open(path, flags) {
      const creates = (flags & OpenFlags.CREAT) !== 0;
      const access =
        (flags & OpenFlags.WRITE ? O_WRONLY : O_RDONLY) |
        (creates ? O_CREAT : 0) |
        (flags & OpenFlags.TRUNC ? O_TRUNC : 0) |
        (flags & OpenFlags.EXCL ? O_EXCL : 0);
      return naiveHandle(fs.openSync(creates ? placed(path) : followed(path), access));
    },
    listFolder: (path) => fs.readdirSync(followed(path)).map((filename) => new SFTPAttributes({ filename })),
    stat: (path) => SFTPAttributes.fromStat(fs.statSync(followed(path))),
    lstat: (path) => SFTPAttributes.fromStat(fs.lstatSync(placed(path))),
    chattr: (path, attrs) => change(followed(path), attrs),
    lchattr: (path, attrs) => change(placed(path), attrs),
    remove: (path) => fs.unlinkSync(placed(path)),
    rmdir: (path) => fs.rmdirSync(placed(path)),
    mkdir: (path) => fs.mkdirSync(placed(path)),
    rename: (from, to) => fs.renameSync(placed(from), placed(to)),
    posixRename: (from, to) => fs.renameSync(placed(from), placed(to)),
    hardlink: (from, to) => fs.linkSync(placed(from), placed(to)),
    readlink: (path) => fs.readlinkSync(placed(path)),
    symlink: (target, path) => fs.symlinkSync(target, placed(path)),
    canonicalize: (path) => join(dirname(path), fs.readlinkSync(placed(path))),
  };
}

function change(path: string, { size, mode, uid, gid, atime, mtime }: SFTPAttributes): void {
  if (size !== undefined) fs.truncateSync(path, size);
  if (uid !== undefined && gid !== undefined) fs.chownSync(path, uid, gid);
  if (mode !== undefined) fs.chmodSync(path, mode);
  if (atime !== undefined && mtime !== undefined) fs.utimesSync(path, atime, mtime);
}

function naiveHandle(fd: number): SFTPHandle {
  return {
    read: (into, offset) => fs.readSync(fd, into, 0, into.length, offset),
    write: (data, offset) => void fs.writeSync(fd, data, 0, data.length, offset),
    stat: () => SFTPAttributes.fromStat(fs.fstatSync(fd)),
    close: () => fs.closeSync(fd),
  };
}
