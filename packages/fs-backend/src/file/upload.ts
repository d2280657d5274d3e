import { createHash, randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";

import { OpenFlags } from "@sftp/server";

import type { ByteName } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import type { Descriptor } from "../descriptor.ts";
import { errorCode, failure } from "../failure.ts";
import { MAX_NAME } from "../parsePath.ts";
import { move } from "../rename.ts";
import { quietly, type Routine, wait } from "../routine.ts";
import { Place, type Tree } from "../tree/tree.ts";
import { CREATION_BITS, type CreationMode } from "./creationMode.ts";
import { createFile, type Opened, openFound } from "./openFile.ts";

/** Windows lacks the last two. */
const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

const SUFFIX = ".upload.part";
/** Bytes of a hidden name beside those of the file's own. */
const AROUND_STEM = 2 + 32 + 16 + SUFFIX.length;
const PATTERN = /^(\..+\.)([0-9a-f]{32})([0-9a-f]{16})\.upload\.part$/s;
/** With what a file is made that is to have the owner and mode of another. */
const OURS_ALONE: CreationMode = { first: 0o600, exact: false };

/** The hidden names of this process's uploads; their random part makes each the only one of its kind. */
const unfinished = new Set<ByteName>();

/** Whether a name is that of an upload that this process has not finished: nobody is to see it. */
export function isUnfinished(name: ByteName): boolean {
  return unfinished.has(name);
}

/** Whether an OPEN replaces all there was: its file can be written under another name until it is whole. */
export function replacesAll(flags: OpenFlags): boolean {
  const { WRITE, TRUNC, APPEND, EXCL } = OpenFlags;
  return (flags & (WRITE | TRUNC | APPEND | EXCL)) === (WRITE | TRUNC);
}

/**
 * Whether a name, in bytes, is one that this package has made: its last digits are those of a digest of the rest. A
 * client's own file of that shape has others.
 */
export function isUploadName(name: string): boolean {
  const [, stem, random, check] = PATTERN.exec(name) ?? [];
  return stem !== undefined && random !== undefined && check === checkOf(stem + random);
}

function checkOf(text: string): string {
  return createHash("sha256").update(`@sftp/fs-backend upload ${text}`).digest("hex").slice(0, 16);
}

/** A file that is written under a hidden name, and takes the place that it is meant for when it is whole. */
export class Upload {
  readonly #calls: Calls;
  readonly #tree: Tree;
  readonly #hidden: Place;
  #place: Place;
  /** Whether it takes the place of whatever is there. */
  #replaces = true;

  private constructor(calls: Calls, tree: Tree, place: Place, hidden: Place) {
    this.#calls = calls;
    this.#tree = tree;
    this.#place = place;
    this.#hidden = hidden;
    unfinished.add(hidden.name);
  }

  /** Opens a file as OPEN means it, `flags` with WRITE and TRUNC; what is there stays until `finish`. */
  static *open(
    calls: Calls,
    tree: Tree,
    path: string,
    flags: OpenFlags,
    mode: CreationMode,
  ): Routine<{ opened: Opened; upload: Upload }> {
    const old = yield* lookForOld(calls, tree, path);
    if (!old && !(flags & OpenFlags.CREAT)) throw failure("ENOENT");
    return yield* tree.place(path, "follow", function* (place) {
      if (place.directory) throw failure("EISDIR");
      const hidden = new Place(place.folder, hiddenName(place.name), false);
      // It may be read before it is whole, whoever asked for it.
      const opened = yield* createFile(calls, hidden, flags | OpenFlags.READ, old ? OURS_ALONE : mode);
      if (old) yield* resemble(calls, opened.fd, old);
      place.folder.hold();
      hidden.folder.hold();
      return { opened, upload: new Upload(calls, tree, place, hidden) };
    });
  }

  /** Another descriptor of it, to read what was written so far. */
  *reopen({ key }: Pick<Opened, "key">): Routine<Opened> {
    return { fd: yield* wait(this.#calls.open(this.#hidden.path, O_RDONLY | O_NOFOLLOW)), key };
  }

  /** Gives it another place to take. @throws EEXIST if something is there and is not to be replaced, EISDIR for a folder */
  *moveTo(path: string, replaces: boolean): Routine<void> {
    const place = yield* this.#tree.place(path, "stay", (found) => this.#freePlace(found, replaces));
    const left = this.#place;
    this.#place = place;
    this.#replaces = replaces;
    yield* left.folder.release();
  }

  *#freePlace(place: Place, replaces: boolean): Routine<Place> {
    if (place.directory) throw failure("ENOTDIR");
    try {
      const stats = yield* wait(this.#calls.lstat(place.path));
      if (!replaces) throw failure("EEXIST");
      if (stats.isDirectory()) throw failure("EISDIR");
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    place.folder.hold();
    return place;
  }

  /** Puts it in its place, once all of it is on the disk, and closes it. */
  *finish(descriptor: Descriptor): Routine<void> {
    try {
      yield* wait(this.#calls.fsync(descriptor.fd));
      if (this.#replaces) yield* wait(this.#calls.rename(this.#hidden.path, this.#place.path));
      else yield* move(this.#calls, this.#hidden, this.#place);
      yield* this.#syncFolder();
    } catch (error) {
      yield* quietly(() => this.#calls.unlink(this.#hidden.path));
      throw error;
    } finally {
      yield* this.#release(descriptor);
    }
  }

  /** Removes and closes it; what was in its place stays there. */
  *abandon(descriptor: Descriptor): Routine<void> {
    yield* quietly(() => this.#calls.unlink(this.#hidden.path));
    yield* this.#release(descriptor);
  }

  /** A new name outlives a power cut once its folder is on the disk too. One that may not be read has to wait for that. */
  *#syncFolder(): Routine<void> {
    let fd: number;
    try {
      fd = yield* wait(this.#calls.open(this.#place.folder.path, O_RDONLY | O_DIRECTORY));
    } catch {
      return;
    }
    yield* quietly(() => this.#calls.fsync(fd));
    yield* wait(this.#calls.close(fd));
  }

  *#release(descriptor: Descriptor): Routine<void> {
    unfinished.delete(this.#hidden.name);
    yield* this.#hidden.folder.release();
    yield* this.#place.folder.release();
    yield* descriptor.release();
  }
}

/** What an upload is to replace. Who may not write a file may not replace it either. */
function* lookForOld(calls: Calls, tree: Tree, path: string): Routine<Stats | undefined> {
  try {
    return yield* tree.look(path, "follow", function* (found) {
      const { fd } = yield* openFound(calls, found, OpenFlags.WRITE);
      yield* wait(calls.close(fd));
      return found.stats;
    });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Gives a new file the owner, as far as this process may, and the permissions of the one that it will replace. */
function* resemble(calls: Calls, fd: number, { uid, gid, mode }: Stats): Routine<void> {
  yield* quietly(() => calls.fchown(fd, uid, gid));
  yield* quietly(() => calls.fchmod(fd, mode & CREATION_BITS));
}

function hiddenName(name: ByteName): ByteName {
  const random = randomBytes(16).toString("hex");
  const stem = `.${name.slice(0, MAX_NAME - AROUND_STEM)}.`;
  return `${stem}${random}${checkOf(stem + random)}${SUFFIX}` as ByteName;
}
