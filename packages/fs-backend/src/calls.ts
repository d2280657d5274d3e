import fs, { type BigIntStats, type BigIntStatsFs, type Dir, type Stats } from "node:fs";
import { promisify } from "node:util";

import type { Awaitable } from "@sftp/server";

import { type Located, native } from "./byteText.ts";

/**
 * The system calls that this package makes, and no others. Paths are bytes in Latin-1, and so are the names that come
 * back.
 */
export interface Calls {
  /** Whether the calls return their value rather than promise it. */
  readonly sync: boolean;
  open(path: Located, flags: number, mode?: number): Awaitable<number>;
  close(fd: number): Awaitable<void>;
  read(fd: number, into: Uint8Array, offset: number | null): Awaitable<number>;
  write(fd: number, data: Uint8Array, offset: number | null): Awaitable<number>;
  /** Waits for the disk, and so never holds up the process. */
  fsync(fd: number): Promise<void>;
  fstat(fd: number): Awaitable<Stats>;
  fstatExact(fd: number): Awaitable<BigIntStats>;
  ftruncate(fd: number, size: number): Awaitable<void>;
  fchmod(fd: number, mode: number): Awaitable<void>;
  fchown(fd: number, uid: number, gid: number): Awaitable<void>;
  futimes(fd: number, atime: number, mtime: number): Awaitable<void>;
  stat(path: Located): Awaitable<Stats>;
  lstat(path: Located): Awaitable<Stats>;
  chmod(path: Located, mode: number): Awaitable<void>;
  chown(path: Located, uid: number, gid: number): Awaitable<void>;
  lchown(path: Located, uid: number, gid: number): Awaitable<void>;
  utimes(path: Located, atime: number, mtime: number): Awaitable<void>;
  lutimes(path: Located, atime: number, mtime: number): Awaitable<void>;
  readlink(path: Located): Awaitable<string>;
  symlink(target: string, path: Located): Awaitable<void>;
  link(from: Located, to: Located): Awaitable<void>;
  rename(from: Located, to: Located): Awaitable<void>;
  unlink(path: Located): Awaitable<void>;
  mkdir(path: Located, mode: number): Awaitable<void>;
  rmdir(path: Located): Awaitable<void>;
  opendir(path: Located): Awaitable<Dir>;
  /** The next name of a folder; `undefined` at its end. */
  readdir(folder: Dir): Awaitable<string | undefined>;
  closedir(folder: Dir): Awaitable<void>;
  statfs(path: Located): Awaitable<BigIntStatsFs>;
}

const LATIN1 = { encoding: "latin1" } as const;
/** Names are fetched from the system so many at a time. */
const FOLDER = { encoding: "latin1", bufferSize: 128 } as const;
const EXACT = { bigint: true } as const;

const promised = fs.promises;
const open = promisify(fs.open);
const close = promisify(fs.close);
const read = promisify(fs.read);
const write = promisify(fs.write);
const fsync = promisify(fs.fsync);
const fstat = promisify(fs.fstat);
const ftruncate = promisify(fs.ftruncate);
const fchmod = promisify(fs.fchmod);
const fchown = promisify(fs.fchown);
const futimes = promisify(fs.futimes);

/** Calls that return at once: quickest on a local file system. */
export const syncCalls: Calls = {
  sync: true,
  open: (path, flags, mode) => fs.openSync(native(path), flags, mode),
  close: fs.closeSync,
  read: (fd, into, offset) => fs.readSync(fd, into, 0, into.length, offset),
  write: (fd, data, offset) => fs.writeSync(fd, data, 0, data.length, offset),
  fsync,
  fstat: (fd) => fs.fstatSync(fd),
  fstatExact: (fd) => fs.fstatSync(fd, EXACT),
  ftruncate: fs.ftruncateSync,
  fchmod: fs.fchmodSync,
  fchown: fs.fchownSync,
  futimes: fs.futimesSync,
  stat: (path) => fs.statSync(native(path)),
  lstat: (path) => fs.lstatSync(native(path)),
  chmod: (path, mode) => fs.chmodSync(native(path), mode),
  chown: (path, uid, gid) => fs.chownSync(native(path), uid, gid),
  lchown: (path, uid, gid) => fs.lchownSync(native(path), uid, gid),
  utimes: (path, atime, mtime) => fs.utimesSync(native(path), atime, mtime),
  lutimes: (path, atime, mtime) => fs.lutimesSync(native(path), atime, mtime),
  readlink: (path) => fs.readlinkSync(native(path), LATIN1),
  symlink: (target, path) => fs.symlinkSync(native(target), native(path)),
  link: (from, to) => fs.linkSync(native(from), native(to)),
  rename: (from, to) => fs.renameSync(native(from), native(to)),
  unlink: (path) => fs.unlinkSync(native(path)),
  mkdir: (path, mode) => void fs.mkdirSync(native(path), mode),
  rmdir: (path) => fs.rmdirSync(native(path)),
  opendir: (path) => fs.opendirSync(native(path) as string, FOLDER),
  readdir: (folder) => folder.readSync()?.name,
  closedir: (folder) => folder.closeSync(),
  statfs: (path) => fs.statfsSync(native(path), EXACT),
};

/** Calls that promise: a slow file system (NFS, FUSE) does not hold up the process. */
export const asyncCalls: Calls = {
  sync: false,
  open: (path, flags, mode) => open(native(path), flags, mode),
  close,
  read: async (fd, into, offset) => (await read(fd, into, 0, into.length, offset)).bytesRead,
  write: async (fd, data, offset) => (await write(fd, data, 0, data.length, offset)).bytesWritten,
  fsync,
  fstat: (fd) => fstat(fd),
  fstatExact: (fd) => fstat(fd, EXACT),
  ftruncate,
  fchmod,
  fchown,
  futimes,
  stat: (path) => promised.stat(native(path)),
  lstat: (path) => promised.lstat(native(path)),
  chmod: (path, mode) => promised.chmod(native(path), mode),
  chown: (path, uid, gid) => promised.chown(native(path), uid, gid),
  lchown: (path, uid, gid) => promised.lchown(native(path), uid, gid),
  utimes: (path, atime, mtime) => promised.utimes(native(path), atime, mtime),
  lutimes: (path, atime, mtime) => promised.lutimes(native(path), atime, mtime),
  readlink: (path) => promised.readlink(native(path), LATIN1),
  symlink: (target, path) => promised.symlink(native(target), native(path)),
  link: (from, to) => promised.link(native(from), native(to)),
  rename: (from, to) => promised.rename(native(from), native(to)),
  unlink: (path) => promised.unlink(native(path)),
  mkdir: async (path, mode) => void (await promised.mkdir(native(path), mode)),
  rmdir: (path) => promised.rmdir(native(path)),
  opendir: (path) => promised.opendir(native(path) as string, FOLDER),
  readdir: async (folder) => (await folder.read())?.name,
  closedir: (folder) => folder.close(),
  statfs: (path) => promised.statfs(native(path), EXACT),
};
