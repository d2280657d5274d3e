import type { Stats } from "node:fs";

import type { ByteName } from "../byteText.ts";
import { errorCode, failure } from "../failure.ts";
import { parseBytes, type ParsedPath } from "../parsePath.ts";
import { pause, type Routine } from "../routine.ts";

/** Something that a walk has reached, and holds until `release()`. */
export interface Spot {
  readonly stats: Stats;
  release(): Routine<void>;
}

/** What a walk goes over: one name at a time, never following anything by itself. */
export interface Ground<S extends Spot> {
  /** Whether links may be followed at all. */
  readonly followsLinks: boolean;
  root(): Routine<S>;
  /** What is called `name` in `folder`. */
  step(folder: S, name: ByteName): Routine<S>;
  readlink(folder: S, name: ByteName): Routine<string>;
  /** The directory that these names lead to, if that can be found out in one step and none of them is a link. */
  leap(names: readonly ByteName[]): Routine<S | undefined>;
  /** Gives back what is kept open between walks. */
  release(): Routine<void>;
}

export interface WalkOptions {
  /** Whether a link at the end is followed too. */
  readonly follow: boolean;
  /** Whether the names below a folder that does not exist are taken as they are. Default: ENOENT. */
  readonly lenient?: boolean;
}

/** Where a walk ended; whoever asked for it releases `folder` and `spot`. */
export interface Arrival<S extends Spot> {
  /** The folder of the last name; `undefined` if the path names the root, or ends in "..". */
  readonly folder: S | undefined;
  /** What the path names; `undefined` if it is not there. */
  readonly spot: S | undefined;
  /** The way there from the root, without links and "..". */
  readonly names: readonly ByteName[];
  /** Whether the path can only mean a folder. */
  readonly directory: boolean;
}

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40;
/** So many names are looked at for one path, those of links included: nobody's path may keep the process busy. */
const MAX_STEPS = 4096;
/** So many names that the system resolves at once take it as long as one that is looked at here. */
const NAMES_IN_A_STEP = 16;
/** After so many of them other sessions may go on. */
const PAUSE_AFTER = 16;

/**
 * Goes the way of a path, one name at a time from the root. A link is replaced by its target's names, those of an
 * absolute target from the root on; ".." goes back to where the walk came from. It never leaves the root, and all
 * errors that a client sees come from here.
 *
 * @throws ENOENT, ENOTDIR and EACCES as open(2) does, ELOOP after 40 links, EACCES for a link that must not be followed.
 */
export function* walk<S extends Spot>(
  ground: Ground<S>,
  path: ParsedPath,
  options: WalkOptions,
): Routine<Arrival<S>> {
  const walker = new Walker(ground, path, options, yield* ground.root());
  try {
    return yield* walker.go();
  } catch (error) {
    yield* walker.abandon();
    throw error;
  }
}

class Walker<S extends Spot> {
  readonly #ground: Ground<S>;
  readonly #options: WalkOptions;
  /** The names that are still to be gone, the next one at the end. */
  readonly #pending: ByteName[];
  readonly #names: ByteName[] = [];
  #directory: boolean;
  #here: S;
  /** What was found last, until it is gone into, followed or handed out. */
  #spot: S | undefined;
  #links = 0;
  #steps = 0;
  #pauseAt = PAUSE_AFTER;

  constructor(ground: Ground<S>, path: ParsedPath, options: WalkOptions, root: S) {
    this.#ground = ground;
    this.#options = options;
    this.#pending = path.names.toReversed();
    this.#directory = path.directory;
    this.#here = root;
  }

  *go(): Routine<Arrival<S>> {
    for (let name = this.#pending.pop(); name !== undefined; name = this.#pending.pop()) {
      if (!this.#here.stats.isDirectory()) throw failure("ENOTDIR");
      yield* this.#count();
      if (name === "..") {
        yield* this.#climb();
        continue;
      }
      const last = this.#pending.length === 0;
      const spot = (this.#spot = yield* this.#find(name, last));
      if (spot?.stats.isSymbolicLink() && (!last || this.#options.follow)) {
        yield* this.#follow(spot, name, last);
        continue;
      }
      this.#names.push(name);
      if (last || spot === undefined) return this.#arrive();
      this.#spot = undefined;
      yield* this.#stand(spot);
    }
    return { folder: undefined, spot: this.#here, names: this.#names, directory: true };
  }

  /** Releases whatever is held, after an error. */
  *abandon(): Routine<void> {
    yield* this.#here.release();
    if (this.#spot) yield* this.#spot.release();
  }

  #arrive(): Arrival<S> {
    const spot = this.#spot;
    for (const name of this.#pending.toReversed()) {
      if (name === "..") this.#names.pop();
      else this.#names.push(name);
    }
    if (this.#directory && spot && !spot.stats.isDirectory()) throw failure("ENOTDIR");
    return { folder: this.#here, spot, names: this.#names, directory: this.#directory };
  }

  /** Stands in another folder, which is held already. */
  *#stand(folder: S): Routine<void> {
    const left = this.#here;
    this.#here = folder;
    yield* left.release();
  }

  *#find(name: ByteName, last: boolean): Routine<S | undefined> {
    try {
      return yield* this.#ground.step(this.#here, name);
    } catch (error) {
      if (errorCode(error) === "ENOENT" && (last || this.#options.lenient)) return undefined;
      throw error;
    }
  }

  /** Puts a link's target in its place. */
  *#follow(link: S, name: ByteName, last: boolean): Routine<void> {
    this.#spot = undefined;
    yield* link.release();
    if (!this.#ground.followsLinks) throw failure("EACCES");
    if (++this.#links > MAX_LINKS) throw failure("ELOOP");
    const target = yield* this.#readlink(name);
    if (last) this.#directory ||= target.directory;
    this.#pending.push(...target.names.toReversed());
    if (!target.absolute) return;
    this.#names.length = 0;
    yield* this.#stand(yield* this.#ground.root());
  }

  *#readlink(name: ByteName): Routine<ParsedPath> {
    try {
      return parseBytes(yield* this.#ground.readlink(this.#here, name));
    } catch (error) {
      // No longer a link: the name is looked at once more.
      if (errorCode(error) === "EINVAL")
        return { names: [name], absolute: false, climbs: false, directory: false };
      throw error;
    }
  }

  /**
   * Goes back as far as the path says: by the names that led here, in one step if the ground can, or else from the root.
   * They were directories a moment ago; whatever else is there now means that the tree changed on the way. Directories
   * are not kept open for this, or a deep path would need hundreds of descriptors.
   */
  *#climb(): Routine<void> {
    this.#names.pop();
    while (this.#pending.at(-1) === "..") {
      this.#pending.pop();
      this.#names.pop();
      yield* this.#count();
    }
    yield* this.#count(this.#names.length / NAMES_IN_A_STEP);
    const leapt = yield* this.#ground.leap(this.#names);
    if (leapt) return yield* this.#stand(leapt);
    yield* this.#stand(yield* this.#ground.root());
    for (const name of this.#names) {
      yield* this.#count();
      const directory = yield* this.#ground.step(this.#here, name);
      yield* this.#stand(directory);
      if (!directory.stats.isDirectory()) throw failure("ENOENT");
    }
  }

  *#count(steps = 1): Routine<void> {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw failure("ENAMETOOLONG");
    if (this.#steps < this.#pauseAt) return;
    this.#pauseAt = this.#steps + PAUSE_AFTER;
    yield* pause();
  }
}
