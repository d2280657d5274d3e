import { constants, type Stats } from "node:fs";

import type { Calls } from "./calls.ts";
import { copyAcross } from "./copyAcross.ts";
import { errorCode, failure } from "./failure.ts";
import { quietly, type Routine, wait } from "./routine.ts";
import type { Place } from "./tree/tree.ts";

const { O_CREAT, O_EXCL, O_WRONLY } = constants;

/** What link(2) says where a file system, or a file, cannot have one more name. */
const NO_LINKS = new Set(["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EMLINK"]);

/**
 * Gives something a new name, as rename(2) does: what has that name is replaced.
 *
 * @throws ENOTDIR if only a folder can be meant and it is none
 */
export function* replace(calls: Calls, from: Place, to: Place): Routine<void> {
  yield* meantAsSuch(calls, from, to);
  yield* wait(calls.rename(from.path, to.path));
}

/**
 * Gives something a second name that nothing has. Of a link, the link itself gets it.
 *
 * @throws EEXIST if the name is taken, EPERM for a folder, and for a link where the system would follow it
 */
export function* addName(calls: Calls, from: Place, to: Place): Routine<void> {
  const stats = yield* meantAsSuch(calls, from, to);
  // Linux leaves links alone here, as POSIX lets it; macOS does not.
  if (stats.isSymbolicLink() && process.platform !== "linux") throw failure("EPERM");
  yield* wait(calls.link(from.path, to.path));
}

/**
 * Gives something a new name that nothing has, also while others try for the same name: one of them gets it, and the
 * others EEXIST. A file may move to another file system.
 */
export function* move(calls: Calls, from: Place, to: Place): Routine<void> {
  const stats = yield* meantAsSuch(calls, from, to);
  if (stats.isDirectory()) return yield* moveFolder(calls, from, to);
  try {
    yield* moveFile(calls, from, to);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    yield* copyAcross(from, to, stats);
  }
}

/** Removes the name of anything but a folder. */
export function* removeFile(calls: Calls, place: Place): Routine<void> {
  if (place.directory) {
    const stats = yield* wait(calls.lstat(place.path));
    throw failure(stats.isDirectory() ? "EISDIR" : "ENOTDIR");
  }
  yield* wait(calls.unlink(place.path));
}

function* meantAsSuch(calls: Calls, from: Place, to: Place): Routine<Stats> {
  const stats = yield* wait(calls.lstat(from.path));
  if ((from.directory || to.directory) && !stats.isDirectory()) throw failure("ENOTDIR");
  return stats;
}

/** A second name and then the end of the first: link(2) never replaces. */
function* moveFile(calls: Calls, from: Place, to: Place): Routine<void> {
  try {
    yield* addName(calls, from, to);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error))) throw error;
    return yield* moveOntoReserved(calls, from, to);
  }
  try {
    yield* wait(calls.unlink(from.path));
  } catch (error) {
    // The old name stays, or somebody else has moved it: either way the new one is not ours.
    yield* quietly(() => calls.unlink(to.path));
    throw error;
  }
}

/** An empty file takes the new name first: O_EXCL never replaces either. */
function* moveOntoReserved(calls: Calls, from: Place, to: Place): Routine<void> {
  yield* wait(calls.close(yield* wait(calls.open(to.path, O_CREAT | O_EXCL | O_WRONLY, 0o600))));
  try {
    yield* wait(calls.rename(from.path, to.path));
  } catch (error) {
    yield* quietly(() => calls.unlink(to.path));
    throw error;
  }
}

/** An empty folder takes the new name first; Windows, which replaces no folder, needs none. */
function* moveFolder(calls: Calls, from: Place, to: Place): Routine<void> {
  if (process.platform === "win32") return yield* wait(calls.rename(from.path, to.path));
  yield* wait(calls.mkdir(to.path, 0o700));
  try {
    yield* wait(calls.rename(from.path, to.path));
  } catch (error) {
    yield* quietly(() => calls.rmdir(to.path));
    throw error;
  }
}
