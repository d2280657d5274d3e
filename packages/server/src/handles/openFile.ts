import { OpenFlags, SFTPError, StatusCode } from "@sftp/wire";

import { AscendingWrites } from "../scheduling/ascendingWrites.ts";
import { isPromiseLike } from "../backend/awaitable.ts";
import type { Awaitable, RequestContext, SFTPHandle } from "../backend/backend.ts";
import { type FileClaim, isBelow } from "../scheduling/claim.ts";
import type { RequestScope } from "../session/requestScope.ts";

/** Older names of a file that has had so many are forgotten. */
const MOST_PATHS = 16;

/** A file as one session has it open. */
export class OpenFile {
  readonly handle: SFTPHandle;
  /** As the backend knows it. */
  readonly path: string;
  #paths: readonly string[];
  readonly #flags: OpenFlags;
  readonly ascending: AscendingWrites | undefined;
  #closed = false;
  #incomplete = false;

  /** @param size where writes begin that must be ascending */
  constructor(handle: SFTPHandle, path: string, normalPath: string, flags: OpenFlags, size: number) {
    this.handle = handle;
    this.path = path;
    this.#paths = [normalPath];
    this.#flags = flags;
    this.ascending = handle.writes === "ascending" ? new AscendingWrites(size) : undefined;
  }

  /** Whether writes land at the end, wherever they say. */
  get appends(): boolean {
    return (this.#flags & OpenFlags.APPEND) !== 0;
  }

  /**
   * What reading these bytes touches. Everything behind them counts too: a write there may move the end of the file,
   * and whether a read meets the end is part of its answer.
   */
  reading(offset: number): FileClaim {
    return this.#claim(offset, Infinity, false);
  }

  /** What writing these bytes touches. */
  writing(offset: number, length: number): FileClaim {
    if (this.appends || this.ascending !== undefined) return this.whole(true);
    return this.#claim(offset, offset + Math.max(length, 1), true);
  }

  /** Everything that the file has. */
  whole(changes: boolean): FileClaim {
    return this.#claim(0, Infinity, changes);
  }

  /** @throws SFTPError if it was not opened for reading */
  mustRead(): void {
    if ((this.#flags & OpenFlags.READ) === 0) throw notOpenFor("reading");
  }

  /** @throws SFTPError if it was not opened for writing */
  mustWrite(): void {
    if ((this.#flags & OpenFlags.WRITE) === 0) throw notOpenFor("writing");
  }

  /** Whether a write to it failed, or one is missing: what was written is not what was meant. */
  get incomplete(): boolean {
    return this.#incomplete || this.ascending?.broken === true;
  }

  /**
   * Does something that writes. If it fails, or takes longer than it may, the file is incomplete: whatever else is
   * written, and whatever CLOSE says, it is never committed.
   */
  write<T>(ctx: RequestScope, work: () => Awaitable<T>): Awaitable<T> {
    try {
      const result = work();
      return isPromiseLike(result) ? this.#await(ctx, result) : result;
    } catch (error) {
      this.#incomplete = true;
      throw error;
    }
  }

  async #await<T>(ctx: RequestScope, result: PromiseLike<T>): Promise<T> {
    let whole = false;
    try {
      const value = await result;
      whole = !ctx.aborted;
      return value;
    } finally {
      this.#incomplete ||= !whole;
    }
  }

  /** What lay at or below `oldPath` may lie at or below `newPath` from now on, or also. */
  alsoKnownAs(oldPath: string, newPath: string): void {
    const known = new Set(this.#paths);
    for (const path of this.#paths) {
      if (path === oldPath || isBelow(path, oldPath)) known.add(newPath + path.slice(oldPath.length));
    }
    if (known.size > this.#paths.length) this.#paths = [...known].slice(-MOST_PATHS);
  }

  /** Closes the backend's handle, the first time. */
  close(how: "closed" | "aborted", ctx: RequestContext): Awaitable<void> {
    if (this.#closed) return;
    this.#closed = true;
    return this.handle.close?.(how, ctx);
  }

  #claim(start: number, end: number, changes: boolean): FileClaim {
    return { kind: "file", key: this.handle.fileKey ?? this, paths: this.#paths, start, end, changes };
  }
}

function notOpenFor(purpose: string): SFTPError {
  return new SFTPError(StatusCode.PERMISSION_DENIED, `the handle is not open for ${purpose}`);
}
