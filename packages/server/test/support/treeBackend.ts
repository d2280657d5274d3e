import {
  type Awaitable,
  type FileSystemStats,
  type FolderListing,
  OpenFlags,
  type RequestContext,
  type Session,
  SFTPAttributes,
  type SFTPHandle,
  type SFTPServerInterface,
} from "../../src/index.ts";

/** A file, a folder or a link. */
export interface TreeNode {
  mode: number;
  content: Buffer;
  target?: string;
  uid?: number;
  gid?: number;
  atime?: number;
  mtime?: number;
}

/** A failure as Node's `fs` has it. */
export function errno(code: string): Error {
  return Object.assign(new Error(`${code}: at /srv/secret/place`), { code });
}

/** A small tree in memory with every operation, which remembers what it was asked. Each step may be made to take a turn. */
export class TreeBackend implements SFTPServerInterface {
  readonly nodes = new Map<string, TreeNode>([["/", { mode: 0o40755, content: Buffer.alloc(0) }]]);
  readonly log: string[] = [];
  readonly handlesSync = true;
  /** Waited for before every operation on an open file. */
  pause: (operation: string) => Awaitable<void> = () => {};
  openFiles = 0;

  put(path: string, content: string | Uint8Array): void {
    this.nodes.set(path, { mode: 0o100644, content: Buffer.from(content) });
  }

  read(path: string): string {
    return this.#find(path).content.toString();
  }

  sessionStarted(_session: Session): void {
    this.log.push("sessionStarted");
  }

  sessionEnded(_session: Session): void {
    this.log.push("sessionEnded");
  }

  open(path: string, flags: OpenFlags, attrs: SFTPAttributes): SFTPHandle {
    this.log.push(`open ${path} ${flags} ${attrs.mode?.toString(8)}`);
    const exists = this.nodes.has(path);
    if (exists && flags & OpenFlags.EXCL) throw errno("EEXIST");
    if (!exists) {
      if (!(flags & OpenFlags.CREAT)) throw errno("ENOENT");
      this.nodes.set(path, { mode: 0o100000 | (attrs.mode ?? 0o644), content: Buffer.alloc(0) });
    }
    const node = this.#find(path);
    if (node.mode & 0o40000) throw errno("EISDIR");
    if (flags & OpenFlags.TRUNC) node.content = Buffer.alloc(0);
    this.openFiles++;
    return new TreeHandle(this, node, flags, path);
  }

  listFolder(path: string): FolderListing {
    const folder = path === "/" ? "/" : `${path}/`;
    if (!(this.#find(path).mode & 0o40000)) throw errno("ENOTDIR");
    const names = [...this.nodes.keys()].filter((name) => name !== "/" && name.startsWith(folder));
    return names
      .filter((name) => !name.slice(folder.length).includes("/"))
      .map((name) => SFTPAttributes.fromWire(this.lstat(name).toWire(), name.slice(folder.length)));
  }

  stat(path: string): SFTPAttributes {
    return attributesOf(this.#follow(path));
  }

  lstat(path: string): SFTPAttributes {
    return attributesOf(this.#find(path));
  }

  chattr(path: string, attrs: SFTPAttributes): void {
    change(this.#follow(path), attrs);
  }

  lchattr(path: string, attrs: SFTPAttributes): void {
    change(this.#find(path), attrs);
  }

  remove(path: string): void {
    if (this.#find(path).mode & 0o40000) throw errno("EISDIR");
    this.nodes.delete(path);
  }

  rmdir(path: string): void {
    if (!(this.#find(path).mode & 0o40000)) throw errno("ENOTDIR");
    if ([...this.nodes.keys()].some((name) => name.startsWith(`${path}/`))) throw errno("ENOTEMPTY");
    this.nodes.delete(path);
  }

  mkdir(path: string, attrs: SFTPAttributes): void {
    this.log.push(`mkdir ${path} ${attrs.mode?.toString(8)}`);
    if (this.nodes.has(path)) throw errno("EEXIST");
    this.nodes.set(path, { mode: 0o40000 | (attrs.mode ?? 0o755), content: Buffer.alloc(0) });
  }

  rename(oldPath: string, newPath: string): void {
    if (this.nodes.has(newPath)) throw errno("EEXIST");
    this.posixRename(oldPath, newPath);
  }

  posixRename(oldPath: string, newPath: string): void {
    this.nodes.set(newPath, this.#find(oldPath));
    this.nodes.delete(oldPath);
  }

  hardlink(oldPath: string, newPath: string): void {
    this.nodes.set(newPath, this.#find(oldPath));
  }

  readlink(path: string): string {
    const { target } = this.#find(path);
    if (target === undefined) throw errno("EINVAL");
    return target;
  }

  symlink(targetPath: string, path: string): void {
    this.nodes.set(path, { mode: 0o120777, content: Buffer.alloc(0), target: targetPath });
  }

  homeDirectory(username: string): string {
    return `/home/${username || "me"}`;
  }

  statvfs(_path: string): FileSystemStats {
    const [bsize, blocks, bfree, bavail] = [4096n, 1000n, 500n, 400n];
    const [files, ffree, favail] = [10n, 5n, 5n];
    const [fsid, flag, namemax] = [0xfedc_ba98_7654_3210n, 2n, 255n];
    return { bsize, frsize: bsize, blocks, bfree, bavail, files, ffree, favail, fsid, flag, namemax };
  }

  usersGroupsById(uids: readonly number[], gids: readonly number[]): { users: string[]; groups: string[] } {
    return { users: uids.map((id) => (id === 0 ? "root" : "")), groups: gids.map((id) => `group${id}`) };
  }

  #follow(path: string): TreeNode {
    let node = this.#find(path);
    for (let hops = 0; node.target !== undefined; hops++) {
      if (hops === 40) throw errno("ELOOP");
      node = this.#find(node.target);
    }
    return node;
  }

  #find(path: string): TreeNode {
    const node = this.nodes.get(path);
    if (node === undefined) throw errno("ENOENT");
    return node;
  }
}

class TreeHandle implements SFTPHandle {
  readonly fileKey: string;
  readonly #tree: TreeBackend;
  readonly #node: TreeNode;
  readonly #appends: boolean;

  constructor(tree: TreeBackend, node: TreeNode, flags: OpenFlags, path: string) {
    this.#tree = tree;
    this.#node = node;
    this.#appends = (flags & OpenFlags.APPEND) !== 0;
    this.fileKey = path;
  }

  read(into: Uint8Array, offset: number): Awaitable<number> {
    return this.#after("read", () => this.#node.content.subarray(offset).copy(into));
  }

  write(data: Uint8Array, offset: number): Awaitable<void> {
    return this.#after("write", () => {
      const at = this.#appends ? this.#node.content.length : offset;
      const content = room(Math.max(this.#node.content.length, at + data.length));
      this.#node.content.copy(content);
      content.set(data, at);
      this.#node.content = content;
    });
  }

  stat(): Awaitable<SFTPAttributes> {
    return this.#after("stat", () => attributesOf(this.#node));
  }

  chattr(attrs: SFTPAttributes): Awaitable<void> {
    return this.#after("chattr", () => change(this.#node, attrs));
  }

  sync(): Awaitable<void> {
    return this.#after("sync", () => void this.#tree.log.push("sync"));
  }

  close(how: "closed" | "aborted", _ctx: RequestContext): void {
    this.#tree.openFiles--;
    this.#tree.log.push(`close ${how}`);
  }

  #after<T>(operation: string, work: () => T): Awaitable<T> {
    const pause = this.#tree.pause(operation);
    return pause === undefined ? work() : Promise.resolve(pause).then(work);
  }
}

function room(size: number): Buffer {
  if (size > 16 * 1024 * 1024) throw errno("EFBIG");
  return Buffer.alloc(size);
}

function attributesOf({ mode, content, target, uid, gid, atime, mtime }: TreeNode): SFTPAttributes {
  return new SFTPAttributes({ mode, size: target?.length ?? content.length, uid, gid, atime, mtime });
}

function change(node: TreeNode, attrs: SFTPAttributes): void {
  if (attrs.size !== undefined) {
    const content = room(attrs.size);
    node.content.copy(content);
    node.content = content;
  }
  if (attrs.uid !== undefined) [node.uid, node.gid] = [attrs.uid, attrs.gid!];
  if (attrs.mode !== undefined) node.mode = (node.mode & 0o170000) | (attrs.mode & 0o7777);
  if (attrs.mtimeMs !== undefined) {
    [node.atime, node.mtime] = [attrs.atimeMs! / 1000, attrs.mtimeMs / 1000];
  }
}
