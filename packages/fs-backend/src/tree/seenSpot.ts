import fs, { type Stats } from "node:fs";

import type { Located } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import { failure } from "../failure.ts";
import { type Routine, wait } from "../routine.ts";
import type { Found } from "./tree.ts";
import type { Spot } from "./walk.ts";

/** Windows has neither flag. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;

/** Something in the tree, remembered by its path and by what was there. */
export class SeenSpot implements Spot, Found {
  readonly path: Located;
  readonly stats: Stats;
  readonly #calls: Calls;
  readonly #flags: number;

  /** @param atLink whether a link at the end of `path` is part of the path, or has no business there */
  constructor(calls: Calls, path: Located, stats: Stats, atLink: "follow" | "stay") {
    this.#calls = calls;
    this.#flags = atLink === "follow" ? O_NONBLOCK : O_NONBLOCK | O_NOFOLLOW;
    this.path = path;
    this.stats = stats;
  }

  *open(flags: number): Routine<number> {
    const fd = yield* wait(this.#calls.open(this.path, flags | this.#flags));
    const { dev, ino } = yield* wait(this.#calls.fstat(fd));
    if (dev === this.stats.dev && ino === this.stats.ino) return fd;
    yield* wait(this.#calls.close(fd));
    throw failure("ENOENT");
  }

  hold(): this {
    return this;
  }

  *release(): Routine<void> {}
}
