import fs from "node:fs";

import { type ByteName, locate, type Located, toText } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import type { Descriptor } from "../descriptor.ts";
import { errorCode } from "../failure.ts";
import { type ParsedPath, parsePath } from "../parsePath.ts";
import { type Routine, wait } from "../routine.ts";
import { DescriptorGround, type HeldSpot } from "./descriptorGround.ts";
import { type AtLink, type Found, Place, type Tree } from "./tree.ts";
import { WalkedTree } from "./walkedTree.ts";

const { O_DIRECTORY } = fs.constants;

/**
 * The tree under a root, for clients and neighbours who rename folders and make links in it while requests run.
 *
 * Most paths go in one step: the kernel resolves the whole of it to an O_PATH descriptor, and the descriptor's own path is
 * compared with what it would be without any link. If they are equal, no link was followed and the thing lies under the
 * root. Whatever else comes out, errors too, is thrown away and the path is walked name by name: nothing outside can be
 * told from nothing at all.
 */
export class Jail implements Tree {
  readonly #calls: Calls;
  readonly #ground: DescriptorGround;
  readonly #walked: WalkedTree<HeldSpot>;

  constructor(calls: Calls, rootPath: Located, followsLinks: boolean) {
    this.#calls = calls;
    this.#ground = new DescriptorGround(calls, rootPath, followsLinks);
    this.#walked = new WalkedTree(this.#ground);
  }

  *look<T>(path: string, atLink: AtLink, use: (found: Found) => Routine<T>): Routine<T> {
    const parsed = parsePath(path);
    let spot: HeldSpot | undefined;
    try {
      spot = yield* this.#leapTo(parsed, atLink);
    } catch (error) {
      if (errorCode(error) === "ENOENT" && (yield* this.#isMissing(parsed.names))) throw error;
    }
    if (!spot) return yield* this.#walked.look(path, atLink, use);
    try {
      return yield* use(spot);
    } finally {
      yield* spot.release();
    }
  }

  *place<T>(path: string, atLink: AtLink, use: (place: Place) => Routine<T>): Routine<T> {
    const { names, climbs, directory } = parsePath(path);
    const name = names.pop();
    const plain = name !== undefined && !climbs && !directory && atLink === "stay";
    const folder = plain ? yield* this.#leapToFolder(names) : undefined;
    if (!folder || !name) return yield* this.#walked.place(path, atLink, use);
    try {
      return yield* use(new Place(folder, name, directory));
    } finally {
      yield* folder.release();
    }
  }

  *canonicalize(path: string): Routine<string> {
    const parsed = parsePath(path);
    let spot: HeldSpot | undefined;
    try {
      spot = yield* this.#leapTo(parsed, "follow");
    } catch {
      // The walk finds out what is wrong.
    }
    if (!spot) return yield* this.#walked.canonicalize(path);
    yield* spot.release();
    return toText(`/${parsed.names.join("/")}`);
  }

  release(): Routine<void> {
    return this.#ground.release();
  }

  /** The spot that a path names, if no link is on the way and none at an end where it would be followed. */
  *#leapTo({ names, climbs, directory }: ParsedPath, atLink: AtLink): Routine<HeldSpot | undefined> {
    const descriptor = climbs ? undefined : yield* this.#ground.descend(names, 0);
    if (!descriptor) return undefined;
    const spot = yield* this.#ground.spot(descriptor);
    const follows = atLink === "follow" && spot.stats.isSymbolicLink();
    if (!follows && (!directory || spot.stats.isDirectory())) return spot;
    yield* spot.release();
    return undefined;
  }

  /** The folder that names lead to, if no link is among them. */
  *#leapToFolder(names: readonly ByteName[]): Routine<Descriptor | undefined> {
    try {
      return yield* this.#ground.descend(names, O_DIRECTORY);
    } catch {
      // The walk finds out what is wrong.
      return undefined;
    }
  }

  /** Whether it is certain that the last name is not in its folder: what most clients ask before they write. */
  *#isMissing(names: readonly ByteName[]): Routine<boolean> {
    const name = names.at(-1);
    const folder = yield* this.#leapToFolder(names.slice(0, -1));
    if (!folder || !name) return false;
    try {
      yield* wait(this.#calls.lstat(locate(folder.path, name)));
      return false;
    } catch (error) {
      return errorCode(error) === "ENOENT";
    } finally {
      yield* folder.release();
    }
  }
}
