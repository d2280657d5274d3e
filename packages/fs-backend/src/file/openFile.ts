import { type BigIntStats, constants, type Stats } from "node:fs";

import { OpenFlags } from "@sftp/server";

import type { Calls } from "../calls.ts";
import { MODE_BITS } from "../changeAttributes.ts";
import { errorCode, failure } from "../failure.ts";
import { quietly, type Routine, wait } from "../routine.ts";
import type { AtLink, Found, Place, Tree } from "../tree/tree.ts";
import { type CreationMode, settleMode } from "./creationMode.ts";
import { isProcessFile } from "./processFile.ts";

/** Windows lacks the last two. */
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** A name that comes and goes while we look is somebody's game; so many rounds of it are played. */
const MAX_ROUNDS = 8;

/** A descriptor that whoever asked for it owns, and a key that all descriptors of the same file share. */
export interface Opened {
  readonly fd: number;
  readonly key: string;
}

/**
 * Opens a regular file as OPEN means it, and nothing else: a FIFO would hold up the process, a device might do anything.
 * With `devices`, for an account that may go anywhere, character devices such as /dev/zero are opened too.
 * Something new is made with O_EXCL, so that `mode` holds for it and never for what was there before.
 *
 * @throws EISDIR for a folder, ENXIO for what is neither file nor folder, EACCES for /proc/PID/*, EEXIST, ENOENT and so on as open(2)
 */
export function* openFile(
  calls: Calls,
  tree: Tree,
  path: string,
  flags: OpenFlags,
  mode: CreationMode,
  devices = false,
): Routine<Opened> {
  const reopen = (found: Found): Routine<Opened> => openFound(calls, found, flags, devices);
  if (!(flags & OpenFlags.CREAT)) return yield* tree.look(path, "follow", reopen);
  const create = (place: Place): Routine<Opened> => createFile(calls, place, flags, mode);
  let atLink: AtLink = "stay";
  for (let round = 1; ; round++) {
    try {
      return yield* tree.place(path, atLink, create);
    } catch (error) {
      if (errorCode(error) !== "EEXIST" || flags & OpenFlags.EXCL || round === MAX_ROUNDS) throw error;
    }
    try {
      return yield* tree.look(path, "follow", reopen);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    // A link to what is not there yet, or the file has just gone.
    atLink = "follow";
  }
}

/** Makes a file that was not there. */
export function* createFile(
  calls: Calls,
  place: Place,
  flags: OpenFlags,
  mode: CreationMode,
): Routine<Opened> {
  if (place.directory) throw failure("EISDIR");
  const creating = access(flags) | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK;
  const fd = yield* wait(calls.open(place.path, creating, mode.first));
  try {
    return yield* finish(calls, fd, function* (stats) {
      const made = Number(stats.mode);
      const settled = settleMode(made, mode);
      if (settled !== made) yield* wait(calls.fchmod(fd, settled & MODE_BITS));
    });
  } catch (error) {
    // An OPEN that is refused has made nothing.
    yield* quietly(() => calls.unlink(place.path));
    throw error;
  }
}

/** Looks before it opens, and once more afterwards: by then it is the thing itself that is looked at. */
export function* openFound(calls: Calls, found: Found, flags: OpenFlags, devices = false): Routine<Opened> {
  const opens = (stats: Stats | BigIntStats): boolean =>
    stats.isFile() || (devices && stats.isCharacterDevice());
  if (found.stats.isDirectory()) throw failure("EISDIR");
  if (!opens(found.stats)) throw failure("ENXIO");
  const fd = yield* found.open(access(flags));
  return yield* finish(calls, fd, function* (stats) {
    if (!opens(stats)) throw failure("ENXIO");
    if (yield* isProcessFile(calls, fd, stats)) throw failure("EACCES");
    // As open(2) has it, O_TRUNC means nothing to a device.
    if (flags & OpenFlags.TRUNC && stats.isFile()) yield* wait(calls.ftruncate(fd, 0));
  });
}

/** What open(2) is told about reading and writing; neither is reading, as in OpenSSH's server. */
function access(flags: OpenFlags): number {
  const direction = flags & OpenFlags.WRITE ? (flags & OpenFlags.READ ? O_RDWR : O_WRONLY) : O_RDONLY;
  return flags & OpenFlags.APPEND ? direction | O_APPEND : direction;
}

/** Does what is left to do with a new descriptor; closes it if that fails. */
function* finish(calls: Calls, fd: number, rest: (stats: BigIntStats) => Routine<void>): Routine<Opened> {
  try {
    const stats = yield* wait(calls.fstatExact(fd));
    yield* rest(stats);
    return { fd, key: `${stats.dev}:${stats.ino}` };
  } catch (error) {
    yield* quietly(() => calls.close(fd));
    throw error;
  }
}
