/** What is at a name of the model. */
export type ModelNode = ModelFolder | ModelFile | ModelLink;

export interface ModelFolder {
  readonly type: "folder";
  readonly names: Map<string, ModelNode>;
  parent: ModelFolder;
}

interface ModelFile {
  readonly type: "file";
  content: string;
}

interface ModelLink {
  readonly type: "link";
  readonly target: string;
}

/** A name, or a folder without one: the root, or what ".." leads to. */
interface Spot {
  readonly folder: ModelFolder;
  readonly name: string | undefined;
  readonly node: ModelNode | undefined;
  /** Whether the path can only mean a folder. */
  readonly slash: boolean;
}

class ModelError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function fail(code: string): never {
  throw new ModelError(code);
}

/**
 * A tree in memory in which the root is "/", for comparison: path resolution by recursion over folders that know their
 * parents, and the errors that Linux gives.
 */
export class ModelTree {
  readonly root: ModelFolder = newFolder();

  stat(path: string): string {
    return this.#there(path, true).type;
  }

  lstat(path: string): string {
    return this.#there(path, false).type;
  }

  read(path: string): string {
    const node = this.#there(path, true);
    return node.type === "file" ? node.content : fail("EISDIR");
  }

  list(path: string): string {
    const node = this.#there(path, true);
    return node.type === "folder" ? [...node.names.keys()].toSorted().join() : fail("ENOTDIR");
  }

  readlink(path: string): string {
    const { node, slash } = this.#place(path);
    if (slash) fail("EINVAL");
    if (!node) fail("ENOENT");
    return node.type === "link" ? node.target : fail("EINVAL");
  }

  canonicalize(path: string): string {
    const spot = this.#find(path, true, true);
    return `/${typeof spot === "string" ? spot : nameOf(spot)}`;
  }

  write(path: string, content: string): void {
    const { folder, name, node, slash } = this.#place(path);
    if (slash) fail("EISDIR");
    if (!node) return void folder.names.set(name, { type: "file", content });
    const end = this.#resolve(path, true);
    if (end.node?.type === "folder" || end.slash) fail("EISDIR");
    if (end.node?.type === "file") end.node.content = content;
    else end.folder.names.set(end.name!, { type: "file", content });
  }

  mkdir(path: string): void {
    const { folder, name, node } = this.#place(path);
    if (node) fail("EEXIST");
    folder.names.set(name, newFolder(folder));
  }

  rmdir(path: string): void {
    const { folder, name, node } = this.#place(path);
    if (!node) fail("ENOENT");
    if (node.type !== "folder") fail("ENOTDIR");
    if (node.names.size > 0) fail("ENOTEMPTY");
    folder.names.delete(name);
  }

  remove(path: string): void {
    const { folder, name, node } = this.#place(path);
    if (!node) fail("ENOENT");
    if (node.type === "folder") fail("EISDIR");
    folder.names.delete(name);
  }

  symlink(target: string, path: string): void {
    const { folder, name, node, slash } = this.#place(path);
    if (slash || target === "") fail("ENOENT");
    if (node) fail("EEXIST");
    folder.names.set(name, { type: "link", target });
  }

  hardlink(oldPath: string, newPath: string): void {
    const { from, to, node } = this.#pair(oldPath, newPath);
    if (to.node) fail("EEXIST");
    if (node.type === "folder") fail("EPERM");
    to.folder.names.set(to.name, from.node!);
  }

  rename(oldPath: string, newPath: string): void {
    const { from, to, node } = this.#pair(oldPath, newPath);
    if (to.node) fail("EEXIST");
    if (isWithin(to.folder, node)) fail("EINVAL");
    move(from, to, node);
  }

  posixRename(oldPath: string, newPath: string): void {
    const { from, to, node } = this.#pair(oldPath, newPath);
    if (isWithin(to.folder, node)) fail("EINVAL");
    if (to.node?.type === "folder" && isWithin(from.folder, to.node)) fail("ENOTEMPTY");
    if (to.node === node) return;
    if (node.type === "folder" && to.node && to.node.type !== "folder") fail("ENOTDIR");
    if (node.type !== "folder" && to.node?.type === "folder") fail("EISDIR");
    if (to.node?.type === "folder" && to.node.names.size > 0) fail("ENOTEMPTY");
    move(from, to, node);
  }

  /** The whole tree as a value. */
  snapshot(folder: ModelFolder = this.root): unknown {
    return Object.fromEntries(
      [...folder.names].map(([name, node]) => [
        name,
        node.type === "folder" ? this.snapshot(node) : show(node),
      ]),
    );
  }

  #pair(oldPath: string, newPath: string): { from: Required<Place>; to: Place; node: ModelNode } {
    const from = this.#place(oldPath);
    const to = this.#place(newPath);
    const { node } = from;
    if (!node) fail("ENOENT");
    if ((from.slash || to.slash) && node.type !== "folder") fail("ENOTDIR");
    return { from: { ...from, node }, to, node };
  }

  #there(path: string, follow: boolean): ModelNode {
    const slash = isFolderPath(path);
    return this.#resolve(path, follow || slash).node ?? fail("ENOENT");
  }

  #place(path: string): Place {
    const spot = this.#resolve(path, false);
    return spot.name === undefined ? fail("EBUSY") : { ...spot, name: spot.name };
  }

  #resolve(path: string, follow: boolean): Spot {
    const spot = this.#find(path, follow, false);
    return typeof spot === "string" ? fail("ENOENT") : spot;
  }

  /** With `lenient`, the text of a path below a folder that is not there. */
  #find(
    path: string,
    follow: boolean,
    lenient: boolean,
    here = this.root,
    links = { left: 40 },
  ): Spot | string {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    const slash = isFolderPath(path);
    let folder = path.startsWith("/") ? this.root : here;
    for (const [index, part] of parts.entries()) {
      const last = index === parts.length - 1;
      const rest = parts.slice(index + 1).join("/");
      const node = part === ".." ? folder.parent : folder.names.get(part);
      if (node?.type === "link" && (!last || follow)) {
        if (links.left-- === 0) fail("ELOOP");
        const onwards = `${node.target}${last ? "" : `/${rest}`}${slash ? "/" : ""}`;
        return this.#find(onwards, follow, lenient, folder, links);
      }
      if (last && part !== "..") {
        if (slash && node && node.type !== "folder") fail("ENOTDIR");
        return { folder, name: part, node, slash };
      }
      if (!node) return lenient ? lexical(`${nameOf({ folder, name: part })}/${rest}`) : fail("ENOENT");
      if (node.type !== "folder") fail("ENOTDIR");
      folder = node;
    }
    return { folder, name: undefined, node: folder, slash: true };
  }
}

type Place = Spot & { readonly name: string };

function newFolder(parent?: ModelFolder): ModelFolder {
  const folder = { type: "folder", names: new Map(), parent } as unknown as ModelFolder;
  folder.parent ??= folder;
  return folder;
}

function show(node: ModelNode): string {
  if (node.type === "folder") return "folder";
  return node.type === "file" ? `file ${node.content}` : `link ${node.target}`;
}

function move(from: Place, to: Place, node: ModelNode): void {
  from.folder.names.delete(from.name);
  to.folder.names.set(to.name, node);
  if (node.type === "folder") node.parent = to.folder;
}

function isWithin(folder: ModelFolder, node: ModelNode): boolean {
  if (folder === node) return true;
  return folder.parent !== folder && isWithin(folder.parent, node);
}

function isFolderPath(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path);
}

function nameOf({ folder, name }: Pick<Spot, "folder" | "name">): string {
  const above: string[] = [];
  for (let child = folder; child.parent !== child; child = child.parent) {
    above.unshift([...child.parent.names].find(([, node]) => node === child)![0]);
  }
  return [...above, ...(name === undefined ? [] : [name])].join("/");
}

function lexical(path: string): string {
  const settled: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") settled.pop();
    else if (part !== "") settled.push(part);
  }
  return settled.join("/");
}
