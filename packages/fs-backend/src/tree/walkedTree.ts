import { toText } from "../byteText.ts";
import { failure } from "../failure.ts";
import { parsePath } from "../parsePath.ts";
import type { Routine } from "../routine.ts";
import { type AtLink, type Found, Place, type Tree } from "./tree.ts";
import { type Ground, type Spot, walk } from "./walk.ts";

/** A tree in which every path is walked, one name at a time. */
export class WalkedTree<S extends Spot & Found> implements Tree {
  readonly #ground: Ground<S>;

  constructor(ground: Ground<S>) {
    this.#ground = ground;
  }

  *look<T>(path: string, atLink: AtLink, use: (found: Found) => Routine<T>): Routine<T> {
    const parsed = parsePath(path);
    const follow = atLink === "follow" || parsed.directory;
    const { folder, spot } = yield* walk(this.#ground, parsed, { follow });
    if (folder) yield* folder.release();
    if (!spot) throw failure("ENOENT");
    try {
      return yield* use(spot);
    } finally {
      yield* spot.release();
    }
  }

  *place<T>(path: string, atLink: AtLink, use: (place: Place) => Routine<T>): Routine<T> {
    const arrival = yield* walk(this.#ground, parsePath(path), { follow: atLink === "follow" });
    const { folder, spot, directory } = arrival;
    if (spot) yield* spot.release();
    const name = arrival.names.at(-1);
    if (!folder || !name) throw failure("EBUSY");
    try {
      return yield* use(new Place(folder, name, directory));
    } finally {
      yield* folder.release();
    }
  }

  *canonicalize(path: string): Routine<string> {
    const options = { follow: true, lenient: true };
    const { folder, spot, names } = yield* walk(this.#ground, parsePath(path), options);
    if (folder) yield* folder.release();
    if (spot) yield* spot.release();
    return toText(`/${names.join("/")}`);
  }

  release(): Routine<void> {
    return this.#ground.release();
  }
}
