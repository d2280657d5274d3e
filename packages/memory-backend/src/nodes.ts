import { SFTPAttributes } from "@sftp/server";

import { errno } from "./errno.ts";
import type { Space } from "./space.ts";
import { SparseBytes } from "./sparseBytes.ts";

const TYPE_MASK = 0o170000;
const PERMISSIONS = 0o7777;
const FOLDER_SIZE = 4096;

let lastId = 0;

/** What files, folders and links have in common. */
abstract class MemoryNode {
  /** Unique in this process. */
  readonly id = ++lastId;
  mode: number;
  uid = 0;
  gid = 0;
  atimeMs = Date.now();
  mtimeMs = Date.now();
  /** Names that it has. */
  links = 0;
  readonly #space: Space;

  constructor(space: Space, mode: number) {
    this.#space = space;
    this.mode = mode;
    space.nodes++;
  }

  abstract get size(): number;

  attributes(filename?: string): SFTPAttributes {
    const { size, uid, gid, mode } = this;
    const [atime, mtime] = [new Date(this.atimeMs), new Date(this.mtimeMs)];
    return new SFTPAttributes({ filename, size, uid, gid, mode, atime, mtime });
  }

  /** Sets what is present, in the order size, owner, mode, times. @throws EISDIR, EINVAL for a size that it cannot have */
  change(attrs: SFTPAttributes): void {
    if (attrs.exactSize !== undefined) this.truncate(Number(attrs.exactSize));
    this.uid = attrs.uid ?? this.uid;
    this.gid = attrs.gid ?? this.gid;
    if (attrs.mode !== undefined) this.mode = (this.mode & TYPE_MASK) | (attrs.mode & PERMISSIONS);
    this.atimeMs = attrs.atimeMs ?? this.atimeMs;
    this.mtimeMs = attrs.mtimeMs ?? this.mtimeMs;
  }

  abstract truncate(size: number): void;

  /** Notes that the contents are others now. */
  touch(): void {
    this.mtimeMs = Date.now();
  }

  /** Called when nothing names it and nobody has it open. */
  release(): void {
    this.#space.nodes--;
  }
}

export class MemoryFile extends MemoryNode {
  readonly #content: SparseBytes;
  #handles = 0;

  constructor(space: Space, permissions: number) {
    super(space, 0o100000 | permissions);
    this.#content = new SparseBytes(space);
  }

  get size(): number {
    return this.#content.size;
  }

  read(into: Uint8Array, offset: number): number {
    return this.#content.read(into, offset);
  }

  write(data: Uint8Array, offset: number): void {
    this.#content.write(data, offset);
    this.touch();
  }

  override truncate(size: number): void {
    this.#content.truncate(size);
    this.touch();
  }

  /** Keeps the contents alive, whatever becomes of the names. */
  hold(): void {
    this.#handles++;
  }

  letGo(): void {
    this.#handles--;
    this.#releaseIfUnused();
  }

  override release(): void {
    this.#releaseIfUnused();
  }

  #releaseIfUnused(): void {
    if (this.links > 0 || this.#handles > 0) return;
    this.#content.truncate(0);
    super.release();
  }
}

export class MemoryFolder extends MemoryNode {
  readonly entries = new Map<string, Entry>();

  constructor(space: Space, permissions: number) {
    super(space, 0o040000 | permissions);
  }

  get size(): number {
    return FOLDER_SIZE;
  }

  override truncate(): never {
    throw errno("EISDIR");
  }

  /** Gives a node a name here, in place of what had it. */
  put(name: string, entry: Entry): void {
    const before = this.entries.get(name);
    entry.links++;
    this.entries.set(name, entry);
    this.touch();
    if (before) unlinked(before);
  }

  /** Takes a name away. */
  take(name: string, entry: Entry): void {
    this.entries.delete(name);
    this.touch();
    unlinked(entry);
  }
}

export class MemoryLink extends MemoryNode {
  readonly target: string;

  constructor(space: Space, target: string) {
    super(space, 0o120777);
    this.target = target;
  }

  get size(): number {
    return byteLength(this.target);
  }

  override truncate(): never {
    throw errno("EINVAL");
  }
}

/** What can have a name. */
export type Entry = MemoryFile | MemoryFolder | MemoryLink;

function unlinked(entry: Entry): void {
  if (--entry.links === 0) entry.release();
}

/** Bytes of a name; those that were no UTF-8 are one lone surrogate each. */
export function byteLength(name: string): number {
  return Buffer.byteLength(name) - 2 * (name.match(/[\udc80-\udcff]/gu)?.length ?? 0);
}
