import type { SFTPFile } from "../file/sftpFile.ts";
import { bytes, iterable, view } from "./bytes.ts";
import type { Surface } from "./checkArguments.ts";
import {
  any,
  boolean,
  type Check,
  id,
  listOf,
  mode,
  number,
  of,
  oneOf,
  optional,
  or,
  size,
  string,
} from "./checks.ts";
import { optionsOf, times } from "./optionChecks.ts";

const { operation } = optionsOf;

/** A number of bytes; without one, or below 0, there is no limit. */
const limit: Check = optional(or(number(Number.MIN_SAFE_INTEGER), null));

/** An offset that may be negative. */
const offset: Check = (value, name) => {
  if (typeof value !== "bigint") number(Number.MIN_SAFE_INTEGER)(value, name);
};

/** Each block is looked at when it comes. */
const blocks: Check = of(
  "an iterable of [offset, length]",
  (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
);

/** Takes `[offset, length]`. */
export const checkBlock: Check = (value, name) => {
  of("an iterable of [offset, length]", (pair) => Array.isArray(pair) && pair.length === 2)(value, name);
  for (const figure of value as unknown[]) number()(figure, name);
};

/** What the arguments of each method of an open file must be. */
export const fileSurface: Surface<SFTPFile> = {
  check: {
    algorithms: any("a string or an array of strings", string, listOf(string)),
    offset: optional(number()),
    options: optionsOf.check,
  },
  chmod: { mode, options: operation },
  chown: { uid: id, gid: id, options: operation },
  close: { options: operation },
  flush: { options: operation },
  fsync: { options: operation },
  gettimeout: {},
  prefetch: { options: optionsOf.prefetch },
  read: { size: limit, options: operation },
  readable: {},
  readinto: { buffer: view, options: operation },
  readline: { size: limit, options: operation },
  readlines: { sizehint: limit, options: operation },
  readv: { blocks, options: optionsOf.readv },
  seek: { offset, whence: optional(oneOf(0, 1, 2)), options: operation },
  seekable: {},
  setPipelined: { pipelined: optional(boolean) },
  setblocking: { blocking: boolean },
  settimeout: { limit: or(number(Number.MIN_VALUE, 2_147_483, { fraction: true }), null) },
  stat: { options: operation },
  tell: {},
  truncate: { size, options: operation },
  utime: { times, options: operation },
  writable: {},
  write: { data: bytes, options: operation },
  writelines: { lines: iterable, options: operation },
  xreadlines: { options: operation },
};
