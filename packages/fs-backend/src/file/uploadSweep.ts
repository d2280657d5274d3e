import { type ByteName, locate, toText } from "../byteText.ts";
import { asyncCalls as calls } from "../calls.ts";
import { run, wait } from "../routine.ts";
import { isOpenSomewhere } from "./openElsewhere.ts";
import type { Found, Tree } from "../tree/tree.ts";
import { isUploadName } from "./upload.ts";

/** What nobody has written to or changed for so long, in milliseconds, and nobody has open, nobody will finish. */
const ABANDONED = 24 * 60 * 60 * 1000;

/** What time it is; tests cannot set a ctime, and move this on. */
export const clock = { now: (): number => Date.now() };

/** The roots that this process has seen to the end, or is going through, each with how many sessions want it. */
const sweeps = new Map<string, { sessions: number; sweep: UploadSweep; over: boolean }>();

/**
 * Sweeps a root in the background, once in the life of the process however many sessions and backends there are; a sweep
 * that the end of the last session has stopped begins anew with the next one.
 *
 * @returns what the session's end is to call
 */
export function sweepOnce(root: string, makeTree: () => Tree): () => Promise<void> {
  const known = sweeps.get(root) ?? { sessions: 0, sweep: new UploadSweep(makeTree()), over: false };
  sweeps.set(root, known);
  known.sessions++;
  return async () => {
    if (--known.sessions > 0 || known.over) return;
    known.over = await known.sweep.stop();
    if (!known.over && known.sessions === 0 && sweeps.get(root) === known) sweeps.delete(root);
  };
}

/** A walk through a whole tree, in the background, that removes what uploads of a crashed process left behind. */
class UploadSweep {
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
  const stats = await calls.lstat(path);
  // Clients set mtime as they like; ctime is the system's.
  if (!stats.isFile() || clock.now() - stats.ctimeMs < ABANDONED) return;
  if (!(await isOpenSomewhere(stats))) await calls.unlink(path);
}
