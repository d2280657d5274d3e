import fs, { type Stats } from "node:fs";

import { type ByteName, locate, type Located } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import { Descriptor } from "../descriptor.ts";
import { type Routine, wait } from "../routine.ts";
import { O_PATH } from "./opath.ts";
import type { Found } from "./tree.ts";
import type { Ground, Spot } from "./walk.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

/** Something in the tree, held by a descriptor that stands for it and can do nothing else. */
export class HeldSpot implements Spot, Found {
  readonly stats: Stats;
  readonly #calls: Calls;
  readonly #descriptor: Descriptor;

  constructor(calls: Calls, descriptor: Descriptor, stats: Stats) {
    this.#calls = calls;
    this.#descriptor = descriptor;
    this.stats = stats;
  }

  get path(): Located {
    return this.#descriptor.path;
  }

  get fd(): number {
    return this.#descriptor.fd;
  }

  open(flags: number): Routine<number> {
    return wait(this.#calls.open(this.path, flags | O_NONBLOCK));
  }

  hold(): this {
    this.#descriptor.hold();
    return this;
  }

  release(): Routine<void> {
    return this.#descriptor.release();
  }
}

/**
 * Folders held as O_PATH descriptors and named through /proc/self/fd: what was looked at is what is used, wherever others
 * move it in the meantime.
 */
export class DescriptorGround implements Ground<HeldSpot> {
  readonly followsLinks: boolean;
  readonly #calls: Calls;
  readonly #rootPath: Located;
  #root: Descriptor | undefined;

  /** @param rootPath whoever can change what lies above the root is not kept out */
  constructor(calls: Calls, rootPath: Located, followsLinks: boolean) {
    this.#calls = calls;
    this.#rootPath = rootPath;
    this.followsLinks = followsLinks;
  }

  /** The root's descriptor, open from the first use on; the caller releases it. */
  *holdRoot(): Routine<Descriptor> {
    if (this.#root) return this.#root.hold();
    const opened = yield* this.hold(this.#rootPath, O_DIRECTORY);
    // Another operation may have opened it while this one waited.
    if (this.#root) yield* opened.release();
    else this.#root = opened;
    return this.#root.hold();
  }

  /** Closes the root once nobody holds it any more. */
  *release(): Routine<void> {
    const root = this.#root;
    this.#root = undefined;
    if (root) yield* root.release();
  }

  /** A descriptor for what a path names, with O_PATH and `flags`; the caller releases it. */
  *hold(path: Located, flags: number): Routine<Descriptor> {
    return new Descriptor(this.#calls, yield* wait(this.#calls.open(path, O_PATH | flags)));
  }

  /** The spot that a descriptor stands for; takes over the descriptor. */
  *spot(descriptor: Descriptor): Routine<HeldSpot> {
    try {
      return new HeldSpot(this.#calls, descriptor, yield* wait(this.#calls.fstat(descriptor.fd)));
    } catch (error) {
      yield* descriptor.release();
      throw error;
    }
  }

  *root(): Routine<HeldSpot> {
    return yield* this.spot(yield* this.holdRoot());
  }

  *step(folder: HeldSpot, name: ByteName): Routine<HeldSpot> {
    return yield* this.spot(yield* this.hold(locate(folder.path, name), O_NOFOLLOW));
  }

  readlink(folder: HeldSpot, name: ByteName): Routine<string> {
    return wait(this.#calls.readlink(locate(folder.path, name)));
  }

  *leap(names: readonly ByteName[]): Routine<HeldSpot | undefined> {
    let descriptor: Descriptor | undefined;
    try {
      descriptor = yield* this.descend(names, O_DIRECTORY);
    } catch {
      // Going there name by name finds out what is wrong.
    }
    return descriptor && (yield* this.spot(descriptor));
  }

  /**
   * What names lead to from the root, if no link is among them but the last: the kernel resolves them all at once, and the
   * descriptor's own path is compared with what it would be without any link. The caller releases it.
   *
   * @throws whatever the system says, which may be about something outside and is not for clients
   */
  *descend(names: readonly ByteName[], flags: number): Routine<Descriptor | undefined> {
    const root = yield* this.holdRoot();
    if (names.length === 0) return root;
    try {
      const way = `/${names.join("/")}`;
      const descriptor = yield* this.hold((root.path + way) as Located, O_NOFOLLOW | flags);
      try {
        const real = yield* wait(this.#calls.readlink(descriptor.path));
        const realRoot = yield* wait(this.#calls.readlink(root.path));
        return real === (realRoot === "/" ? way : realRoot + way) ? descriptor.hold() : undefined;
      } finally {
        yield* descriptor.release();
      }
    } finally {
      yield* root.release();
    }
  }
}
