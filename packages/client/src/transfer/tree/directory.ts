import type { SFTPAttributes } from "@sftp/attributes";
import type { Workers } from "./workers.ts";

/** The names that were found in a folder. */
export class NameSet {
  readonly #names = new Set<string>();
  /** The first of the names that differ only in case or composition. */
  readonly #first = new Map<string, string>();

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The first name that some file systems take for this one: itself, or one that differs in case or composition. */
  like(name: string): string | undefined {
    return this.#names.has(name) ? name : this.#first.get(folded(name));
  }

  add(name: string): void {
    const key = folded(name);
    this.#names.add(name);
    if (!this.#first.has(key)) this.#first.set(key, name);
  }
}

/** More names become one here than in any file system; that asks the file system itself. */
function folded(name: string): string {
  return name.normalize("NFKD").toUpperCase().toLowerCase();
}

/** What a folder of a tree is, at the end that it is copied from. */
export interface FolderSource {
  readonly path: string;
  readonly attributes: SFTPAttributes;
  /** The canonical path; only where links are followed. */
  readonly real: string | undefined;
}

/**
 * A folder of a tree that is being copied. It is finished, and its own parent then may be, when its listing and
 * all that was found in it is done.
 *
 * @typeParam T what the folder is at the end that it is copied to
 */
export class Folder<T> {
  readonly parent: Folder<T> | undefined;
  readonly name: string;
  /** Its path below the top; "" is the top itself. */
  readonly path: string;
  /** How far it is below the top. */
  readonly depth: number;
  readonly source: FolderSource;
  /** The names that were found in it. */
  readonly names = new NameSet();
  /** Set when the folder is visited. */
  target: T | undefined;
  /** Whether the target is known to have been made just now, and so to be empty. */
  isNew = false;
  /** What is at the other end by name, if somebody has looked. */
  there: ReadonlyMap<string, SFTPAttributes> | undefined;
  readonly #finish: (folder: Folder<T>) => Promise<void>;
  #holds = 1;

  /** @param finish called once; must not reject */
  constructor(
    parent: Folder<T> | undefined,
    name: string,
    source: FolderSource,
    finish: (folder: Folder<T>) => Promise<void>,
  ) {
    this.parent = parent;
    this.name = name;
    this.path = parent === undefined ? "" : parent.pathOf(name);
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.source = source;
    this.#finish = finish;
    if (parent !== undefined) parent.#holds++;
  }

  /** The path below the top of something in this folder. */
  pathOf(name: string): string {
    return this.path === "" ? name : `${this.path}/${name}`;
  }

  /** Whether a canonical path is this folder or one that it is in. */
  isWithin(real: string): boolean {
    return this.source.real === real || (this.parent?.isWithin(real) ?? false);
  }

  /** Has a file in this folder carried; the folder is not finished before that. */
  async carry(workers: Workers<Folder<T>>, weight: number, job: () => Promise<void>): Promise<void> {
    this.#holds++;
    try {
      await workers.carry(weight, () => job().finally(() => this.release()));
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** The listing of the folder, or something in it, is done. */
  async release(): Promise<void> {
    if (--this.#holds > 0) return;
    await this.#finish(this);
    await this.parent?.release();
  }
}
