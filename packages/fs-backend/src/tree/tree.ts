import type { Stats } from "node:fs";

import { type ByteName, locate, type Located } from "../byteText.ts";
import type { Routine } from "../routine.ts";

/** Something that stays valid while somebody holds it. Every `hold()` is ended by one `release()`. */
export interface Held {
  hold(): this;
  release(): Routine<void>;
}

/** Whether a symbolic link at the end of a path is followed. Those on the way always are, if the policy lets them. */
export type AtLink = "follow" | "stay";

/** Something that is there. */
export interface Found extends Held {
  /** Names it in calls that follow links. */
  readonly path: Located;
  readonly stats: Stats;
  /** Its descriptor, where there is one: it stands for the thing, and can neither read nor write. */
  readonly fd?: number | undefined;
  /**
   * Opens this very thing: a regular file or a folder, `flags` without O_CREAT. What has taken its place in the
   * meantime is not opened.
   */
  open(flags: number): Routine<number>;
}

/** A folder in which something is made, moved or removed. */
export interface Folder extends Held {
  readonly path: Located;
}

/** A name in a folder that is there. Whether something has that name is not known. */
export class Place {
  readonly folder: Folder;
  readonly name: ByteName;
  /** Whether the client's path can only mean a folder ("name/"). */
  readonly directory: boolean;

  constructor(folder: Folder, name: ByteName, directory: boolean) {
    this.folder = folder;
    this.name = name;
    this.directory = directory;
  }

  /** Names it in calls that do not follow a link at the end, and only in those. */
  get path(): Located {
    return this.beside(this.name);
  }

  /** Another name in the same folder. */
  beside(name: ByteName): Located {
    return locate(this.folder.path, name);
  }
}

/**
 * The one way from a client's path to something that the system may be asked for. What is handed to `use` is held until
 * `use` has ended.
 */
export interface Tree {
  /** @throws ENOENT and its like if there is nothing. */
  look<T>(path: string, atLink: AtLink, use: (found: Found) => Routine<T>): Routine<T>;
  /**
   * With `follow`, a link at the end leads on to the place that it points to.
   *
   * @throws EBUSY for a path that names the root, or ends in "..".
   */
  place<T>(path: string, atLink: AtLink, use: (place: Place) => Routine<T>): Routine<T>;
  /** The path from the tree's root, without links and ".."; what is not there yet keeps its name. In the API's text. */
  canonicalize(path: string): Routine<string>;
  /** Gives back what the tree itself keeps open; it opens again when it is used again. */
  release(): Routine<void>;
}
