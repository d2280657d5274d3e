/** What a model server has stored at a path. */
export interface Node {
  type: "file" | "directory" | "symlink";
  mode: number;
  uid: number;
  gid: number;
  atime: number;
  mtime: number;
  /** Of a file its content, of a link its target. */
  data: Uint8Array;
}

const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 };

/** All of `st_mode`. */
export function fullMode({ type, mode }: Node): number {
  return TYPE_BITS[type] | mode;
}

/** A tree in memory, by absolute path. */
export class Tree {
  readonly nodes = new Map<string, Node>([["/", made("directory", 0o755)]]);

  /** A file with this content. */
  file(path: string, content: string | Uint8Array = ""): this {
    this.nodes.set(path, made("file", 0o644, content));
    return this;
  }

  directory(path: string): this {
    this.nodes.set(path, made("directory", 0o755));
    return this;
  }

  symlink(path: string, target: string): this {
    this.nodes.set(path, made("symlink", 0o777, target));
    return this;
  }

  /** The content of a file. */
  content(path: string): Buffer {
    return Buffer.from(this.nodes.get(path)?.data ?? []);
  }

  children(path: string): [name: string, node: Node][] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...this.nodes].flatMap(([other, node]) => {
      const name = other.startsWith(prefix) ? other.slice(prefix.length) : "";
      return name === "" || name.includes("/") ? [] : [[name, node] as [string, Node]];
    });
  }

  /** The path with all links in it followed; `undefined` if that leads nowhere. */
  resolve(path: string, followLast = true, hops = 0): string | undefined {
    if (hops > 40) return undefined;
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    let at = "/";
    for (const [index, part] of parts.entries()) {
      if (part === "..") {
        at = at.slice(0, at.lastIndexOf("/")) || "/";
        continue;
      }
      const next = at === "/" ? `/${part}` : `${at}/${part}`;
      const node = this.nodes.get(next);
      if (node?.type === "symlink" && (followLast || index < parts.length - 1)) {
        const target = Buffer.from(node.data).toString();
        const rest = parts.slice(index + 1).join("/");
        const base = target.startsWith("/") ? target : `${at}/${target}`;
        return this.resolve(rest === "" ? base : `${base}/${rest}`, followLast, hops + 1);
      }
      at = next;
    }
    return at;
  }
}

export function made(type: Node["type"], mode: number, content: string | Uint8Array = ""): Node {
  return { type, mode, uid: 1, gid: 2, atime: 1_000, mtime: 2_000, data: Buffer.from(content) };
}
