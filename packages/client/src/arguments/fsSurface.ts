import { modeOf, openFlags, secondsOf, type TimeLike } from "../fs/arguments.ts";
import type { FsFunction } from "../fs/promises.ts";
import type { RemoteFileHandle } from "../fs/remoteFileHandle.ts";
import { bytes, contents, view } from "./bytes.ts";
import type { Parameters, Surface } from "./checkArguments.ts";
import {
  type Check,
  encoding,
  id,
  listOf,
  mode as permissions,
  number,
  of,
  optional,
  or,
  signal,
  string,
} from "./checks.ts";
import { openMode } from "./optionChecks.ts";
import { isOptionBag } from "./options.ts";

/** A path as `node:fs` takes it. */
const path: Check = of(
  "a path as a string, a Buffer or a URL",
  (value) => typeof value === "string" || value instanceof Uint8Array || value instanceof URL,
);

/** A path at which something is changed or removed. */
const changedPath: Check = (value, name) => {
  path(value, name);
  if ((value as string | Uint8Array).length === 0) throw new TypeError(`${name} must not be empty`);
};

const pathOrFile: Check = (value, name) => {
  if (typeof value !== "object" || value === null || !("fd" in value)) path(value, name);
};

const changedPathOrFile: Check = (value, name) => {
  if (typeof value !== "object" || value === null || !("fd" in value)) changedPath(value, name);
};

const mode: Check = (value, name) => {
  if (typeof value === "string") modeOf(value);
  else permissions(value, name);
};

const maybe = (check: Check): Check => optional(or(check, null));

const flags: Check = (value, name) => {
  if (typeof value === "number") number()(value, name);
  else string(value, name);
  openMode(openFlags(value as string | number), name);
};

const time: Check = (value, name) => {
  of(
    "a Date, or seconds since 1970",
    (given) => given instanceof Date || ["number", "bigint", "string"].includes(typeof given),
  )(value, name);
  number(0, 0xffff_ffff, { fraction: true })(value === "" ? Number.NaN : secondsOf(value as TimeLike), name);
};

/** What an option may be; `node:fs` ignores others, and so does this. */
const OPTIONS: Readonly<Record<string, Check>> = {
  bigint: of("a boolean", (value) => typeof value === "boolean"),
  encoding: (value, name) => {
    if (value !== "buffer" && value !== null) encoding(value, name);
  },
  end: number(0, Number.POSITIVE_INFINITY),
  flag: maybe(flags),
  flags: maybe(flags),
  force: of("a boolean", (value) => typeof value === "boolean"),
  highWaterMark: number(),
  length: maybe(number()),
  mode: maybe(mode),
  offset: maybe(number()),
  position: maybe(of("a number, a bigint or null", (value) => isPosition(value))),
  recursive: of("a boolean", (value) => typeof value === "boolean"),
  signal,
  start: number(),
  withFileTypes: of("a boolean", (value) => typeof value === "boolean"),
};

/** Options as an object. */
const options: Check = (value, name) => {
  if (value === undefined || value === null) return;
  of("an object", isOptionBag)(value, name);
  for (const [key, option] of Object.entries(value))
    if (option !== undefined && Object.hasOwn(OPTIONS, key)) OPTIONS[key]!(option, key);
};

/** Options, or only the encoding among them. */
const encodingOptions: Check = (value, name) => {
  if (typeof value === "string") OPTIONS["encoding"]!(value, "encoding");
  else options(value, name);
};

/** `mkdir` takes a mode alone. */
const mkdirOptions: Check = (value, name) => {
  if (typeof value === "string" || typeof value === "number") mode(value, "mode");
  else options(value, name);
};

const rmdirOptions: Check = (value, name) => {
  options(value, name);
  if (isOptionBag(value) && value["recursive"] === true)
    throw new TypeError("recursive is no option of rmdir: use rm(path, { recursive: true })");
};

/** The current position is null, or -1. */
function isPosition(value: unknown): boolean {
  return typeof value === "bigint" ? value >= -1n : Number.isSafeInteger(value) && (value as number) >= -1;
}

const position: Check = maybe(of("a position in the file, or null", isPosition));

/** `read(buffer, offset, length, position)`, `read(buffer, options)` or `read(options)`. */
const readParameters: Parameters = {
  buffer: (value, name) => {
    if (isOptionBag(value)) {
      options(value, name);
      if (value["buffer"] !== undefined) view(value["buffer"], "buffer");
    } else if (value !== undefined) view(value, name);
  },
  offset: (value, name) => {
    if (isOptionBag(value)) options(value, name);
    else maybe(number())(value, name);
  },
  length: maybe(number()),
  position,
};

/** `write(buffer, offset, length, position)`, `write(buffer, options)` or `write(text, position, encoding)`. */
const writeParameters: Parameters = {
  data: bytes,
  offset: (value, name) => {
    if (isOptionBag(value)) options(value, name);
    else maybe(number())(value, name);
  },
  length: (value, name) => {
    if (typeof value === "string") encoding(value, "encoding");
    else maybe(number())(value, name);
  },
  position,
};

/** What the arguments of each function of `fs.promises` must be. */
export const fsSurface: Readonly<Record<FsFunction, Parameters>> = {
  access: { path, mode: optional(number(0, 7)) },
  appendFile: { path: changedPathOrFile, data: contents, options: encodingOptions },
  chmod: { path: changedPath, mode },
  chown: { path: changedPath, uid: id, gid: id },
  copyFile: { source: path, target: changedPath, mode: optional(number(0, 7)) },
  lchown: { path: changedPath, uid: id, gid: id },
  link: { path, newPath: changedPath },
  lstat: { path, options },
  lutimes: { path: changedPath, atime: time, mtime: time },
  mkdir: { path: changedPath, options: mkdirOptions },
  mkdtemp: { prefix: path, options: encodingOptions },
  open: { path, flags: maybe(flags), mode: maybe(mode) },
  opendir: { path, options: encodingOptions },
  readFile: { path: pathOrFile, options: encodingOptions },
  readdir: { path, options: encodingOptions },
  readlink: { path, options: encodingOptions },
  realpath: { path, options: encodingOptions },
  rename: { oldPath: changedPath, newPath: changedPath },
  rm: { path: changedPath, options },
  rmdir: { path: changedPath, options: rmdirOptions },
  stat: { path, options },
  statfs: { path, options },
  symlink: { target: changedPath, path: changedPath, type: maybe(string) },
  truncate: { path: changedPath, length: maybe(number()) },
  unlink: { path: changedPath },
  utimes: { path: changedPath, atime: time, mtime: time },
  writeFile: { path: changedPathOrFile, data: contents, options: encodingOptions },
};

/** What the arguments of each method of a FileHandle must be. */
export const fileHandleSurface: Surface<RemoteFileHandle> = {
  appendFile: { data: contents, options: encodingOptions },
  chmod: { mode },
  chown: { uid: id, gid: id },
  close: {},
  datasync: {},
  read: readParameters,
  readFile: { options: encodingOptions },
  readv: { buffers: listOf(view), position },
  stat: { options },
  sync: {},
  truncate: { length: maybe(number()) },
  utimes: { atime: time, mtime: time },
  write: writeParameters,
  writeFile: { data: contents, options: encodingOptions },
  writev: { buffers: listOf(view), position },
};

/** What the streams of `fs` take. */
export const streamParameters: Parameters = { path, options: encodingOptions };
