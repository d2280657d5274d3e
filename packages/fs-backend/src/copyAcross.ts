import { constants, type Stats } from "node:fs";

import { asyncCalls as calls } from "./calls.ts";
import { failure } from "./failure.ts";
import { quietly, type Routine, wait } from "./routine.ts";
import type { Place } from "./tree/tree.ts";
import { writeAll } from "./writeAll.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_WRONLY } = constants;
const BLOCK = 1024 * 1024;

/**
 * Moves a file or link to a name that nothing has on another file system: a copy, with owner, mode and times, and then the
 * end of the old name. It may take long, so it never holds up the process.
 *
 * @throws EEXIST if the new name is taken, EXDEV for what cannot be copied.
 */
export function* copyAcross(from: Place, to: Place, stats: Stats): Routine<void> {
  if (stats.isSymbolicLink()) {
    yield* wait(calls.symlink(yield* wait(calls.readlink(from.path)), to.path));
  } else if (stats.isFile()) {
    const source = yield* wait(calls.open(from.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    try {
      yield* copyFile(source, to);
    } finally {
      yield* wait(calls.close(source));
    }
  } else {
    throw failure("EXDEV");
  }
  yield* wait(calls.unlink(from.path));
}

function* copyFile(source: number, to: Place): Routine<void> {
  const stats = yield* wait(calls.fstat(source));
  if (!stats.isFile()) throw failure("ENOENT");
  const target = yield* wait(calls.open(to.path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600));
  try {
    try {
      yield* copyContent(source, target);
      yield* copyAttributes(target, stats);
      yield* wait(calls.fsync(target));
    } finally {
      yield* wait(calls.close(target));
    }
  } catch (error) {
    yield* quietly(() => calls.unlink(to.path));
    throw error;
  }
}

function* copyContent(source: number, target: number): Routine<void> {
  const block = Buffer.allocUnsafe(BLOCK);
  for (;;) {
    const length = yield* wait(calls.read(source, block, null));
    if (length === 0) return;
    yield* writeAll(calls, target, block.subarray(0, length), null);
  }
}

/** As mv(1) does: a file that cannot keep its owner loses the bits that lend the owner's rights. */
function* copyAttributes(target: number, { uid, gid, mode, atimeMs, mtimeMs }: Stats): Routine<void> {
  let bits = 0o7777;
  try {
    yield* wait(calls.fchown(target, uid, gid));
  } catch {
    bits = 0o1777;
  }
  yield* wait(calls.fchmod(target, mode & bits));
  yield* wait(calls.futimes(target, atimeMs / 1000, mtimeMs / 1000));
}
