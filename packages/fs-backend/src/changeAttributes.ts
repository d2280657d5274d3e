import { constants } from "node:fs";

import { type SFTPAttributes, SFTPError } from "@sftp/server";

import type { Calls } from "./calls.ts";
import { errorCode, errorWords, failure } from "./failure.ts";
import { type Routine, wait } from "./routine.ts";
import type { Found, Place } from "./tree/tree.ts";

/** The bits of a mode that can be set; the others are the type. */
export const MODE_BITS = 0o7777;
const SETID_BITS = 0o6000;

/** How to set each attribute of one thing. */
export interface Changeable {
  size(size: number): Routine<void>;
  owner(uid: number, gid: number): Routine<void>;
  mode(mode: number): Routine<void>;
  /** Seconds since 1970. */
  times(atime: number, mtime: number): Routine<void>;
}

/** Sets attributes of an open file. */
export function openFileChanges(calls: Calls, fd: number): Changeable {
  return {
    size: (size) => wait(calls.ftruncate(fd, size)),
    owner: (uid, gid) => wait(calls.fchown(fd, uid, gid)),
    mode: (mode) => wait(calls.fchmod(fd, mode)),
    times: (atime, mtime) => wait(calls.futimes(fd, atime, mtime)),
  };
}

/** Sets attributes of something that is there and no link. */
export function foundChanges(calls: Calls, found: Found): Changeable {
  return {
    *size(size) {
      if (!found.stats.isFile()) throw failure(found.stats.isDirectory() ? "EISDIR" : "EINVAL");
      const fd = yield* found.open(constants.O_WRONLY);
      try {
        yield* wait(calls.ftruncate(fd, size));
      } finally {
        yield* wait(calls.close(fd));
      }
    },
    owner: (uid, gid) => wait(calls.chown(found.path, uid, gid)),
    mode: (mode) => wait(calls.chmod(found.path, mode)),
    times: (atime, mtime) => wait(calls.utimes(found.path, atime, mtime)),
  };
}

/** Sets attributes of a link itself, which has no mode on Linux. */
export function linkChanges(calls: Calls, place: Place): Changeable {
  return {
    size() {
      throw failure("EINVAL");
    },
    owner: (uid, gid) => wait(calls.lchown(place.path, uid, gid)),
    mode() {
      throw failure("EOPNOTSUPP");
    },
    times: (atime, mtime) => wait(calls.lutimes(place.path, atime, mtime)),
  };
}

/**
 * Sets what is present, in the order size, owner, mode, times, so that each survives the next: a new size changes mtime,
 * a new owner clears the set-uid bit. Stops at the first failure, and then says what has been set already.
 */
export function* changeAttributes(
  target: Changeable,
  attrs: SFTPAttributes,
  maskSetid = false,
): Routine<void> {
  const { exactSize, uid, gid, mode, atimeMs, mtimeMs } = attrs;
  const done: string[] = [];
  try {
    if (exactSize !== undefined) {
      if (exactSize > Number.MAX_SAFE_INTEGER) throw failure("EFBIG");
      yield* target.size(Number(exactSize));
      done.push("size");
    }
    if (uid !== undefined && gid !== undefined) {
      yield* target.owner(uid, gid);
      done.push("owner");
    }
    if (mode !== undefined) {
      yield* target.mode(mode & MODE_BITS & (maskSetid ? ~SETID_BITS : -1));
      done.push("mode");
    }
    if (atimeMs !== undefined && mtimeMs !== undefined) yield* target.times(atimeMs / 1000, mtimeMs / 1000);
  } catch (error) {
    throw done.length === 0 ? error : partly(error, done);
  }
}

/** A failure behind which something stays changed: its text says what. */
function partly(error: unknown, done: readonly string[]): unknown {
  const code = errorCode(error);
  const words = errorWords(code);
  if (words === undefined) return error;
  return new SFTPError(code, `${words}; already set: ${done.join(", ")}`, { cause: error });
}
