import { parse } from "node:path";

import { type ByteName, type Located, toText } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import { failure } from "../failure.ts";
import { type ParsedPath, parsePath } from "../parsePath.ts";
import { type Routine, wait } from "../routine.ts";
import { PathGround } from "./pathGround.ts";
import { SeenSpot } from "./seenSpot.ts";
import { type AtLink, type Folder, type Found, Place, type Tree } from "./tree.ts";
import { WalkedTree } from "./walkedTree.ts";

/**
 * Paths as the system itself resolves them, for an account that may go wherever its rights let it, or for a root in which
 * every link is trusted.
 */
export class PlainTree implements Tree {
  readonly #calls: Calls;
  readonly #base: string;
  readonly #isRoot: boolean;
  /** "/", or the drive of a Windows path: where the walk begins. */
  readonly #top: string;
  readonly #walked: WalkedTree<SeenSpot>;

  /**
   * @param base the folder, absolute and in bytes, from which relative paths count
   * @param isRoot whether it is the client's "/" as well, so that absolute paths count from it too
   */
  constructor(calls: Calls, base: string, isRoot: boolean) {
    this.#calls = calls;
    this.#base = base;
    this.#isRoot = isRoot;
    this.#top = parse(base).root;
    this.#walked = new WalkedTree(new PathGround(calls, this.#top as Located, true));
  }

  *look<T>(path: string, atLink: AtLink, use: (found: Found) => Routine<T>): Routine<T> {
    const parsed = parsePath(path);
    const located = this.#path(parsed);
    const follow = atLink === "follow" || parsed.directory;
    const stats = yield* wait(follow ? this.#calls.stat(located) : this.#calls.lstat(located));
    if (parsed.directory && !stats.isDirectory()) throw failure("ENOTDIR");
    return yield* use(new SeenSpot(this.#calls, located, stats, follow ? "follow" : "stay"));
  }

  *place<T>(path: string, atLink: AtLink, use: (place: Place) => Routine<T>): Routine<T> {
    const parsed = parsePath(path);
    const { directory } = parsed;
    if (atLink === "follow") return yield* this.#walked.place(this.#fromTop(parsed), atLink, use);
    const name = parsed.names.pop();
    if (name === undefined || name === "..") throw failure("EBUSY");
    return yield* use(new Place(new PathFolder(this.#path(parsed)), name, directory));
  }

  *canonicalize(path: string): Routine<string> {
    const parsed = parsePath(path);
    if (this.#isRoot) return toText(`/${settle(parsed.names).join("/")}`);
    return yield* this.#walked.canonicalize(this.#fromTop(parsed));
  }

  *release(): Routine<void> {}

  #fromTop(path: ParsedPath): string {
    return toText(this.#path(path).slice(this.#top.length));
  }

  #path({ names, absolute }: ParsedPath): Located {
    const way = (this.#isRoot ? settle(names) : names).join("/");
    const base = absolute && !this.#isRoot ? "/" : this.#base;
    return (base.endsWith("/") ? base + way : `${base}/${way}`) as Located;
  }
}

/** A folder that is known by its path only. */
class PathFolder implements Folder {
  readonly path: Located;

  constructor(path: Located) {
    this.path = path;
  }

  hold(): this {
    return this;
  }

  *release(): Routine<void> {}
}

/** The names without "..", which takes away the one before it and stays at the root. */
function settle(names: readonly ByteName[]): ByteName[] {
  const settled: ByteName[] = [];
  for (const name of names) {
    if (name === "..") settled.pop();
    else settled.push(name);
  }
  return settled;
}
