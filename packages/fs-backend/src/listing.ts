import type { Dir, Stats } from "node:fs";

import { longname, SFTPAttributes } from "@sftp/server";

import type { Accounts } from "./accounts/accounts.ts";
import { type ByteName, locate, toText } from "./byteText.ts";
import type { Calls } from "./calls.ts";
import { errorCode, failure } from "./failure.ts";
import { isUnfinished } from "./file/upload.ts";
import { type Routine, wait } from "./routine.ts";
import { serve } from "./serve.ts";
import type { Found } from "./tree/tree.ts";

/**
 * The entries of a folder, each fetched when it is asked for. It holds two descriptors until its end or `return()`, be it
 * asked for entries or not.
 */
export class Listing implements AsyncIterableIterator<SFTPAttributes> {
  readonly #calls: Calls;
  readonly #accounts: Accounts;
  readonly #folder: Found;
  readonly #names: Dir;
  #over = false;

  private constructor(calls: Calls, accounts: Accounts, folder: Found, names: Dir) {
    this.#calls = calls;
    this.#accounts = accounts;
    this.#folder = folder.hold();
    this.#names = names;
  }

  /** @throws ENOTDIR if it is no folder */
  static *open(calls: Calls, accounts: Accounts, found: Found): Routine<Listing> {
    if (!found.stats.isDirectory()) throw failure("ENOTDIR");
    return new Listing(calls, accounts, found, yield* wait(calls.opendir(found.path)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<SFTPAttributes>> {
    const value = this.#over ? undefined : await serve(() => this.#next());
    return value === undefined ? { done: true, value } : { done: false, value };
  }

  async return(): Promise<IteratorResult<SFTPAttributes>> {
    await serve(() => this.#close());
    return { done: true, value: undefined };
  }

  *#next(): Routine<SFTPAttributes | undefined> {
    for (;;) {
      const name = yield* wait(this.#calls.readdir(this.#names));
      if (name === undefined) {
        yield* this.#close();
        return undefined;
      }
      if (isUnfinished(name as ByteName)) continue;
      const entry = yield* this.#entry(name as ByteName);
      if (entry) return entry;
    }
  }

  /** `undefined` for what has just been removed; the name alone of what cannot be looked at. */
  *#entry(name: ByteName): Routine<SFTPAttributes | undefined> {
    const filename = toText(name);
    let stats: Stats;
    try {
      stats = yield* wait(this.#calls.lstat(locate(this.#folder.path, name)));
    } catch (error) {
      return errorCode(error) === "ENOENT" ? undefined : new SFTPAttributes({ filename });
    }
    const bare = SFTPAttributes.fromStat(stats, filename);
    const line = longname(bare, {
      user: yield* wait(this.#accounts.user(stats.uid)),
      group: yield* wait(this.#accounts.group(stats.gid)),
      nlink: stats.nlink,
    });
    return SFTPAttributes.fromStat(stats, filename, line);
  }

  *#close(): Routine<void> {
    if (this.#over) return;
    this.#over = true;
    yield* wait(this.#calls.closedir(this.#names));
    yield* this.#folder.release();
  }
}
