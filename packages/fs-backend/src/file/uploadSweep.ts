import { type ByteName, locate, toText } from "../byteText.ts";
import { asyncCalls as calls } from "../calls.ts";
import { run, wait } from "../routine.ts";
import type { Found, Tree } from "../tree/tree.ts";
import { isUploadName } from "./upload.ts";

/** What nobody has written to for so long, in milliseconds, nobody will finish. */
const ABANDONED = 24 * 60 * 60 * 1000;

/** A walk through a whole tree, in the background, that removes what uploads of a crashed process left behind. */
export class UploadSweep {
  readonly #tree: Tree;
  /** Whether everything was seen; never rejects. */
  readonly #done: Promise<boolean>;
  /** Folders that are still to be seen. */
  readonly #folders = ["/"];
  #stopped = false;

  /** @param tree a tree of the sweep's own, with calls that promise */
  constructor(tree: Tree) {
    this.#tree = tree;
    this.#done = this.#sweep();
  }

  /** Ends it, and says whether it had seen everything by then. */
  stop(): Promise<boolean> {
    this.#stopped = true;
    return this.#done;
  }

  async #sweep(): Promise<boolean> {
    for (let path = this.#folders.pop(); path !== undefined; path = this.#folders.pop()) {
      // What cannot be read, or has gone, is passed over.
      await this.#sweepFolder(path).catch(() => undefined);
      if (this.#stopped) break;
    }
    await run(this.#tree.release());
    return !this.#stopped;
  }

  async #sweepFolder(path: string): Promise<void> {
    const folder = await run(this.#tree.look(path, "stay", (found) => wait(found.hold())));
    try {
      for await (const entry of await calls.opendir(folder.path)) {
        if (this.#stopped) return;
        const name = entry.name as ByteName;
        if (entry.isDirectory()) this.#folders.push(`${path}${toText(name)}/`);
        else if (isUploadName(name)) await removeIfAbandoned(folder, name);
      }
    } finally {
      await run(folder.release());
    }
  }
}

async function removeIfAbandoned(folder: Found, name: ByteName): Promise<void> {
  const path = locate(folder.path, name);
  const { mtimeMs } = await calls.lstat(path);
  if (Date.now() - mtimeMs > ABANDONED) await calls.unlink(path);
}
