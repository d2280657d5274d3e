import { type FileSystemStats, OpenFlags, SFTPAttributes, type SFTPServerInterface } from "@sftp/server";

import { errno } from "./errno.ts";
import { fileSystemStats } from "./fileSystemStats.ts";
import { contentsOf, type MemoryFiles } from "./files.ts";
import { MemoryHandle } from "./memoryHandle.ts";
import { type Entry, MemoryFile, MemoryFolder, MemoryLink } from "./nodes.ts";
import { Space } from "./space.ts";
import { type Place, Tree } from "./tree.ts";

const UMASK = 0o022;

export interface MemoryBackendOptions {
  /** What is there at the beginning. */
  readonly files?: MemoryFiles;
  /** How many bytes all files together may have; beyond them, writing fails with ENOSPC. Default: no limit. */
  readonly capacity?: number;
}

/**
 * A file system in memory, for `SFTPServer` and for your tests: files, folders, symbolic and hard links with the habits of
 * POSIX. Everything is synchronous, and fails with the errors of Node's `fs`; the methods of the contract can be called
 * as they are. Owners and modes are kept but not enforced.
 *
 * @example
 * ```ts
 * import { MemoryBackend } from "@sftp/memory-backend";
 *
 * const backend = new MemoryBackend({ files: { "/greeting.txt": "hello" } });
 * backend.writeFile("/new/folder/file.txt", "hi");
 * console.log(backend.snapshot());
 * ```
 */
export class MemoryBackend implements SFTPServerInterface {
  readonly paths = "raw";
  readonly handlesSync = true;
  readonly #space: Space;
  readonly #tree: Tree;

  constructor(options: MemoryBackendOptions = {}) {
    this.#space = new Space(options.capacity ?? Infinity);
    this.#tree = new Tree(new MemoryFolder(this.#space, 0o755));
    for (const [path, content] of Object.entries(options.files ?? {})) this.#plant(path, content);
  }

  /** The contents of a file. */
  readFile(path: string): Buffer {
    const file = this.#tree.get(path, true);
    if (!(file instanceof MemoryFile)) throw errno("EISDIR");
    const content = Buffer.alloc(file.size);
    file.read(content, 0);
    return content;
  }

  /** Makes a file, or gives it other contents; makes the folders above it too. */
  writeFile(path: string, content: string | Uint8Array): void {
    this.makeFolders(folderOf(path));
    const handle = this.open(path, OpenFlags.WRITE | OpenFlags.CREAT | OpenFlags.TRUNC);
    try {
      handle.write(typeof content === "string" ? Buffer.from(content) : content, 0);
    } finally {
      handle.close();
    }
  }

  /** Makes a folder and those above it, where they are missing. */
  makeFolders(path: string): void {
    let made = "";
    for (const component of path.split("/")) {
      made += `${component}/`;
      if (!this.exists(made)) this.mkdir(made);
    }
  }

  /** Whether a path leads to something. */
  exists(path: string): boolean {
    try {
      return this.#tree.get(path, true) !== undefined;
    } catch {
      return false;
    }
  }

  /** Everything below a folder, in the form that the option `files` takes. */
  snapshot(path = "/"): MemoryFiles {
    const folder = this.#folder(path);
    return Object.fromEntries(contentsOf(folder, this.canonicalize(path)));
  }

  open(path: string, flags: OpenFlags, attrs = new SFTPAttributes()): MemoryHandle {
    const exclusive = (flags & OpenFlags.CREAT) !== 0 && (flags & OpenFlags.EXCL) !== 0;
    const place = this.#tree.find(path, !exclusive);
    let file = place.node;
    if (file && exclusive) throw errno("EEXIST");
    if (file instanceof MemoryFolder || place.asFolder) throw errno("EISDIR");
    if (!file) {
      if ((flags & OpenFlags.CREAT) === 0) throw errno("ENOENT");
      file = new MemoryFile(this.#space, (attrs.mode ?? 0o666) & 0o777 & ~UMASK);
      add(place, file);
    } else if ((flags & OpenFlags.TRUNC) !== 0 && (flags & OpenFlags.WRITE) !== 0) {
      file.truncate(0);
    }
    return new MemoryHandle(file as MemoryFile, flags);
  }

  listFolder(path: string): Iterable<SFTPAttributes> {
    return listing(this.#folder(path));
  }

  stat(path: string): SFTPAttributes {
    return this.#tree.get(path, true).attributes();
  }

  lstat(path: string): SFTPAttributes {
    return this.#tree.get(path, false).attributes();
  }

  chattr(path: string, attrs: SFTPAttributes): void {
    this.#tree.get(path, true).change(attrs);
  }

  lchattr(path: string, attrs: SFTPAttributes): void {
    this.#tree.get(path, false).change(attrs);
  }

  remove(path: string): void {
    const { folder, name, node } = this.#existing(path);
    if (node instanceof MemoryFolder) throw errno("EISDIR");
    folder.take(name, node);
  }

  rmdir(path: string): void {
    const { folder, name, node } = this.#existing(path);
    if (!(node instanceof MemoryFolder)) throw errno("ENOTDIR");
    if (node.entries.size > 0) throw errno("ENOTEMPTY");
    folder.take(name, node);
  }

  mkdir(path: string, attrs = new SFTPAttributes()): void {
    const place = this.#tree.find(path, false);
    if (place.node) throw errno("EEXIST");
    add(place, new MemoryFolder(this.#space, (attrs.mode ?? 0o777) & 0o777 & ~UMASK));
  }

  rename(oldPath: string, newPath: string): void {
    this.#move(oldPath, newPath, ({ node }) => {
      if (node) throw errno("EEXIST");
    });
  }

  posixRename(oldPath: string, newPath: string): void {
    this.#move(oldPath, newPath, mayReplace);
  }

  hardlink(oldPath: string, newPath: string): void {
    const node = this.#tree.get(oldPath, false);
    if (node instanceof MemoryFolder) throw errno("EPERM");
    add(this.#vacant(newPath), node);
  }

  readlink(path: string): string {
    const link = this.#tree.get(path, false);
    if (!(link instanceof MemoryLink)) throw errno("EINVAL");
    return link.target;
  }

  symlink(targetPath: string, path: string): void {
    if (targetPath === "") throw errno("ENOENT");
    add(this.#vacant(path), new MemoryLink(this.#space, targetPath));
  }

  canonicalize(path: string): string {
    return this.#tree.canonical(path);
  }

  /** Everybody's home is the root. */
  homeDirectory(): string {
    return "/";
  }

  statvfs(path: string): FileSystemStats {
    this.#tree.get(path, true);
    return fileSystemStats(this.#space);
  }

  #plant(path: string, content: MemoryFiles[string]): void {
    if (path.endsWith("/")) {
      this.makeFolders(path);
    } else if (typeof content === "string" || content instanceof Uint8Array) {
      this.writeFile(path, content);
    } else {
      this.makeFolders(folderOf(path));
      this.symlink(content.link, path);
    }
  }

  #folder(path: string): MemoryFolder {
    const node = this.#tree.get(path, true);
    if (!(node instanceof MemoryFolder)) throw errno("ENOTDIR");
    return node;
  }

  /** Something that can be taken from its place, which the root cannot. */
  #existing(path: string): Place & { folder: MemoryFolder; node: Entry } {
    const place = this.#tree.find(path, false);
    const { folder, node } = place;
    if (!node) throw errno("ENOENT");
    if (!folder) throw errno("EBUSY");
    return { ...place, folder, node };
  }

  /** A place for something that is no folder. */
  #vacant(path: string): Place {
    const place = this.#tree.find(path, false);
    if (place.node) throw errno("EEXIST");
    if (place.asFolder) throw errno("ENOENT");
    return place;
  }

  #move(oldPath: string, newPath: string, check: (to: Place, moved: Entry) => void): void {
    const { folder, name, node } = this.#existing(oldPath);
    const to = this.#tree.find(newPath, false);
    if (!to.folder) throw errno("EBUSY");
    if (to.asFolder && !(node instanceof MemoryFolder)) throw errno("ENOTDIR");
    check(to, node);
    if (to.node === node) return;
    if (to.above.includes(node as MemoryFolder)) throw errno("EINVAL");
    to.folder.put(to.name, node);
    folder.take(name, node);
  }
}

/** What posix-rename may put something else in the place of. */
function mayReplace({ node }: Place, moved: Entry): void {
  if (node instanceof MemoryFolder) {
    if (!(moved instanceof MemoryFolder)) throw errno("EISDIR");
    if (node !== moved && node.entries.size > 0) throw errno("ENOTEMPTY");
  } else if (node && moved instanceof MemoryFolder) {
    throw errno("ENOTDIR");
  }
}

/** Puts something where nothing is. */
function add({ folder, name }: Place, node: Entry): void {
  folder!.put(name, node);
}

/** A folder's entries as they were at the beginning, without those that went since. */
function* listing({ entries }: MemoryFolder): Generator<SFTPAttributes, void, undefined> {
  for (const [name, node] of Array.from(entries)) {
    if (entries.get(name) === node) yield node.attributes(name);
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
