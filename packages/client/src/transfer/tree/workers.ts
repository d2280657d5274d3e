import { setMaxListeners } from "node:events";
import { AbortError } from "@sftp/prefetch";
import { withOthers } from "../failure.ts";

/** How much of a tree may be in work at once. */
export interface WorkerOptions {
  /** Ends everything with an `AbortError`. */
  readonly signal: AbortSignal | undefined;
  /** The most files in work. */
  readonly files: number;
  /** The most weight of the files in work; a heavier one goes alone. */
  readonly weight: number;
  /** The most directories that are being listed. */
  readonly directories: number;
}

/**
 * Works on a tree: directories are visited, and the files found in them carried, many at once within limits.
 * The first failure stops everything; what is in work is waited for.
 */
export class Workers<D> {
  readonly #options: WorkerOptions;
  readonly #visit: (directory: D) => Promise<void>;
  readonly #leave: (directory: D) => Promise<void>;
  readonly #controller = new AbortController();
  /** Directories to be visited; the last one found comes first, so that few wait. */
  readonly #waiting: D[] = [];
  readonly #queue: { weight: number; start: (hasRoom: boolean) => void }[] = [];
  #visits = 0;
  #files = 0;
  #weight = 0;
  #failure: { readonly error: unknown; readonly others: unknown[] } | undefined;
  #finished: (() => void) | undefined;

  /**
   * @param visit lists a directory, and calls `enter` and `carry` for what is in it
   * @param leave called instead for a directory that is not visited any more, because something failed
   */
  constructor(
    options: WorkerOptions,
    visit: (directory: D) => Promise<void>,
    leave: (directory: D) => Promise<void>,
  ) {
    this.#options = options;
    this.#visit = visit;
    this.#leave = leave;
    // Every transfer in work listens to it.
    setMaxListeners(0, this.#controller.signal);
  }

  /** Aborted at the first failure. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Visits a directory, and everything that is found from there. Rejects with the first failure. */
  async run(root: D): Promise<void> {
    const { signal } = this.#options;
    const onAbort = (): void => this.fail(new AbortError(signal?.reason));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    const finished = new Promise<void>((resolve) => (this.#finished = resolve));
    this.enter(root);
    await finished;
    signal?.removeEventListener("abort", onAbort);
    if (this.#failure !== undefined) throw withOthers(this.#failure.error, this.#failure.others);
  }

  /** Has a directory visited as soon as there is room. */
  enter(directory: D): void {
    this.#waiting.push(directory);
    this.#next();
  }

  /** Carries a file. Resolves when that is begun, so that whoever finds files faster than they are carried waits. */
  async carry(weight: number, job: () => Promise<void>): Promise<void> {
    const bounded = Math.min(weight, this.#options.weight);
    if (this.#failure !== undefined) throw this.#failure.error;
    const hasRoom = await new Promise<boolean>((start) => {
      this.#queue.push({ weight: bounded, start });
      this.#next();
    });
    if (!hasRoom) throw this.#failure!.error;
    // If something failed meanwhile, the job finds the signal aborted.
    void this.#work(job, () => {
      this.#files--;
      this.#weight -= bounded;
    });
  }

  /** Stops everything; only the first failure counts. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) {
      this.#failure.others.push(error);
      return;
    }
    this.#failure = { error, others: [] };
    for (const { start } of this.#queue.splice(0)) start(false);
    this.#controller.abort(error);
  }

  /** Begins whatever there is room for. */
  #next(): void {
    const { files, weight, directories } = this.#options;
    while (this.#queue.length > 0 && this.#files < files) {
      const next = this.#queue[0]!;
      if (this.#weight > 0 && this.#weight + next.weight > weight) break;
      this.#queue.shift();
      this.#files++;
      this.#weight += next.weight;
      next.start(true);
    }
    while (this.#waiting.length > 0 && this.#visits < directories) {
      const directory = this.#waiting.pop()!;
      this.#visits++;
      void this.#work(
        () => (this.#failure === undefined ? this.#visit(directory) : this.#leave(directory)),
        () => this.#visits--,
      );
    }
    if (this.#visits === 0 && this.#files === 0) this.#finished?.();
  }

  async #work(job: () => Promise<void>, done: () => void): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.fail(error);
    }
    done();
    this.#next();
  }
}
