import { type ByteName, locate, type Located, toText } from "../byteText.ts";
import type { Calls } from "../calls.ts";
import { failure } from "../failure.ts";
import { type Routine, wait } from "../routine.ts";
import { SeenSpot } from "./seenSpot.ts";
import type { Ground } from "./walk.ts";
import { isWindowsName } from "./windowsNames.ts";

/**
 * Paths that were free of links when they were looked at. That holds against the links that are there, but not against
 * somebody who puts a link in a folder's place between the look and the use.
 */
export class PathGround implements Ground<SeenSpot> {
  readonly followsLinks: boolean;
  readonly #calls: Calls;
  readonly #rootPath: Located;
  readonly #windows: boolean;

  constructor(calls: Calls, rootPath: Located, followsLinks: boolean, platform: string = process.platform) {
    this.#calls = calls;
    this.#rootPath = rootPath;
    this.followsLinks = followsLinks;
    this.#windows = platform === "win32";
  }

  *root(): Routine<SeenSpot> {
    const stats = yield* wait(this.#calls.stat(this.#rootPath));
    return new SeenSpot(this.#calls, this.#rootPath, stats, "follow");
  }

  *step(folder: SeenSpot, name: ByteName): Routine<SeenSpot> {
    if (this.#windows && !isWindowsName(toText(name))) throw failure("EINVAL");
    const path = locate(folder.path, name);
    return new SeenSpot(this.#calls, path, yield* wait(this.#calls.lstat(path)), "stay");
  }

  readlink(folder: SeenSpot, name: ByteName): Routine<string> {
    return wait(this.#calls.readlink(locate(folder.path, name)));
  }

  *leap(names: readonly ByteName[]): Routine<SeenSpot | undefined> {
    let path = this.#rootPath;
    for (const name of names) path = locate(path, name);
    const stats = yield* wait(this.#calls.lstat(path));
    return stats.isDirectory() ? new SeenSpot(this.#calls, path, stats, "stay") : undefined;
  }

  *release(): Routine<void> {}
}
