import { errno } from "./errno.ts";
import { byteLength, type Entry, MemoryFolder, MemoryLink } from "./nodes.ts";

const MOST_HOPS = 40;
const MOST_NAME_BYTES = 255;

/** Where a path leads: a name in a folder, which something may have or not. */
export interface Place {
  /** `undefined` for the root, which has no name. */
  readonly folder: MemoryFolder | undefined;
  readonly name: string;
  readonly node: Entry | undefined;
  /** Whether the path says that this is a folder, by a "/" at its end. */
  readonly asFolder: boolean;
  /** All folders from the root to here. */
  readonly above: readonly MemoryFolder[];
}

interface Step {
  readonly name: string;
  readonly node: Entry | undefined;
}

/** A tree of folders that paths are followed in as POSIX has it: ".." after links, which never lead out of the root. */
export class Tree {
  readonly root: MemoryFolder;

  constructor(root: MemoryFolder) {
    this.root = root;
  }

  /**
   * Follows a path to its last name.
   *
   * @param follow whether a link that has the last name is followed too
   * @throws ENOENT, ENOTDIR where it leads through what is not a folder, ELOOP after 40 links, EINVAL, ENAMETOOLONG
   */
  find(path: string, follow: boolean): Place {
    const { steps, asFolder } = this.#walk(path, follow, false);
    const { name, node } = steps.at(-1)!;
    if (asFolder && node && !(node instanceof MemoryFolder)) throw errno("ENOTDIR");
    const above = steps.slice(0, -1).map((step) => step.node as MemoryFolder);
    return { folder: above.at(-1), name, node, asFolder, above };
  }

  /** What a path leads to. @throws as `find`, and ENOENT if nothing is there */
  get(path: string, follow: boolean): Entry {
    const { node } = this.find(path, follow);
    if (!node) throw errno("ENOENT");
    return node;
  }

  /** The one path that leads to the same without links, "." and ".."; what does not exist is taken as it is written. */
  canonical(path: string): string {
    const { steps } = this.#walk(path, true, true);
    return `/${steps
      .slice(1)
      .map(({ name }) => name)
      .join("/")}`;
  }

  #walk(path: string, follow: boolean, imagine: boolean): { steps: Step[]; asFolder: boolean } {
    const steps: Step[] = [{ name: "", node: this.root }];
    const todo = componentsOf(path).toReversed();
    let asFolder = saysFolder(path);
    let hops = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      const folder = steps.at(-1)!.node;
      if (!imagine && !(folder instanceof MemoryFolder)) throw errno(folder ? "ENOTDIR" : "ENOENT");
      if (name === "..") {
        if (steps.length > 1) steps.pop();
        continue;
      }
      const node = folder instanceof MemoryFolder ? folder.entries.get(name) : undefined;
      if (node instanceof MemoryLink && (follow || asFolder || todo.length > 0)) {
        if (++hops > MOST_HOPS) throw errno("ELOOP");
        if (node.target.startsWith("/")) steps.length = 1;
        asFolder ||= todo.length === 0 && saysFolder(node.target);
        todo.push(...componentsOf(node.target).toReversed());
      } else {
        steps.push({ name, node });
      }
    }
    return { steps, asFolder };
  }
}

/** Whether a path ends so that only a folder can be meant. */
function saysFolder(path: string): boolean {
  return /(?:^|\/)\.?$/.test(path);
}

function componentsOf(path: string): string[] {
  if (path.includes("\0")) throw errno("EINVAL");
  const components = path.split("/").filter((component) => component !== "" && component !== ".");
  if (components.some((component) => byteLength(component) > MOST_NAME_BYTES)) throw errno("ENAMETOOLONG");
  return components;
}
