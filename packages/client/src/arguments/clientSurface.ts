import type { SFTPClient } from "../client.ts";
import { contents } from "./bytes.ts";
import type { Surface } from "./checkArguments.ts";
import {
  any,
  boolean,
  changedPath,
  type Check,
  id,
  listOf,
  localPath,
  mode,
  number,
  of,
  optional,
  or,
  path,
  size,
  string,
} from "./checks.ts";
import { openMode, optionsOf, times } from "./optionChecks.ts";
import { isOptionBag } from "./options.ts";

const words = any("a string or an array of strings", string, listOf(string));

/** Seconds above 0, or null. */
const seconds: Check = or(number(Number.MIN_VALUE, 2_147_483, { fraction: true }), null);

/** A Node stream or a Web stream that can be written to. */
const sink: Check = of("a stream that can be written to", (value) => {
  if (typeof value !== "object" || value === null) return false;
  return "getWriter" in value || ("write" in value && "on" in value);
});

/** A local path, or contents in any shape but text. */
const pathOrContents: Check = (value, name) => {
  if (typeof value === "string" || value instanceof URL) localPath(value, name);
  else contents(value, name);
};

/** One end of `sync`. */
const place: Check = (value, name) => {
  of("{ local: path } or { remote: path }", isOptionBag)(value, name);
  const keys = Object.keys(value as object);
  of("{ local: path } or { remote: path }", () => keys.length === 1 && /^(local|remote)$/.test(keys[0]!))(
    value,
    name,
  );
  if ("local" in (value as object)) changedPath((value as { local: unknown }).local, `${name}.local`);
  else changedPath((value as { remote: unknown }).remote, `${name}.remote`);
};

const { operation } = optionsOf;
const onPath = { path, options: operation };
const onChanged = { path: changedPath, options: operation };
const between = { oldPath: changedPath, newPath: changedPath, options: operation };
const opened = { path, mode: optional(openMode), options: optionsOf.open };

/** What the arguments of each method must be; one that may be left out may also be `undefined`. */
export const clientSurface: Surface<SFTPClient> = {
  check: { path, algorithms: words, offset: optional(number()), options: optionsOf.check },
  chdir: { path: optional(or(path, null)), options: operation },
  chmod: { path: changedPath, mode, options: operation },
  chown: { path: changedPath, uid: id, gid: id, options: operation },
  close: {},
  copy: { sourcePath: path, targetPath: changedPath, options: optionsOf.copy },
  createReadStream: { path, options: optionsOf.createReadStream },
  createWriteStream: { path: changedPath, options: optionsOf.createWriteStream },
  exists: onPath,
  expandPath: onPath,
  file: opened,
  get: { remotePath: path, localPath, options: optionsOf.get },
  getChannel: {},
  getcwd: {},
  getfo: { remotePath: path, sink, options: optionsOf.getfo },
  gettimeout: {},
  hardlink: { existingPath: path, newPath: changedPath, options: operation },
  homeDirectory: { username: optional(string), options: operation },
  lchmod: { path: changedPath, mode, options: operation },
  lchown: { path: changedPath, uid: id, gid: id, options: operation },
  limits: {},
  listdir: { path: optional(path), options: optionsOf.list },
  listdirAttr: { path: optional(path), options: optionsOf.list },
  listdirIter: { path: optional(path), readAheads: optional(number()), options: optionsOf.list },
  lstat: onPath,
  lutime: { path: changedPath, times, options: operation },
  md5Hash: { path, offset: optional(number()), options: optionsOf.md5Hash },
  mkdir: { path: changedPath, options: optionsOf.mkdir },
  normalize: onPath,
  open: opened,
  posixRename: { oldPath: changedPath, newPath: changedPath, options: optionsOf.posixRename },
  put: { source: pathOrContents, remotePath: changedPath, options: optionsOf.put },
  putfo: { source: contents, remotePath: changedPath, options: optionsOf.putfo },
  readFile: { path, options: optionsOf.readFile },
  readable: { path, options: optionsOf.readable },
  readlink: onPath,
  remove: onChanged,
  rename: between,
  request: { name: string, body: of("an object", isOptionBag), options: operation },
  rm: { path: changedPath, options: optionsOf.rm },
  rmdir: { path: changedPath, options: optionsOf.rmdir },
  setblocking: { blocking: boolean },
  settimeout: { limit: seconds },
  spaceAvailable: onPath,
  stat: onPath,
  statvfs: onPath,
  symlink: { target: changedPath, path: changedPath, options: operation },
  sync: { source: place, target: place, options: optionsOf.sync },
  truncate: { path: changedPath, size, options: operation },
  unlink: onChanged,
  usersGroupsById: { uids: listOf(id), gids: listOf(id), options: operation },
  utime: { path: changedPath, times, options: operation },
  walk: { path: optional(path), options: optionsOf.walk },
  writable: { path: changedPath, options: optionsOf.writable },
  writeFile: { path: changedPath, data: contents, options: optionsOf.writeFile },
};
