import { homedir } from "node:os";
import { resolve } from "node:path";

import {
  type Awaitable,
  type FileSystemStats,
  OpenFlags,
  opensForWriting,
  type RequestContext,
  SFTPAttributes,
  type SFTPServerInterface,
} from "@sftp/server";

import { type Accounts, MachineAccounts, noAccounts } from "./accounts/accounts.ts";
import { toBytes, toText } from "./byteText.ts";
import { asyncCalls, type Calls, syncCalls } from "./calls.ts";
import {
  type Changeable,
  changeAttributes,
  foundChanges,
  linkChanges,
  MODE_BITS,
} from "./changeAttributes.ts";
import { failure } from "./failure.ts";
import { type CreationMode, creationMode, settleMode } from "./file/creationMode.ts";
import { OpenedFile } from "./file/openedFile.ts";
import { openFile } from "./file/openFile.ts";
import { replacesAll, Upload } from "./file/upload.ts";
import { sweepOnce } from "./file/uploadSweep.ts";
import { fileSystemStats } from "./fileSystemStats.ts";
import type { FsBackendOptions } from "./fsBackendOptions.ts";
import { Listing } from "./listing.ts";
import { addName, move, removeFile, replace } from "./rename.ts";
import { type Routine, wait } from "./routine.ts";
import { serve } from "./serve.ts";
import { chooseTree } from "./tree/chooseTree.ts";
import type { AtLink, Found, Place, Tree } from "./tree/tree.ts";

/**
 * The local file system as the storage of an SFTP server: the tree under a root, which holds also against those who swap
 * folders for symbolic links while requests run, or without a root all that this process may reach. One backend serves
 * any number of sessions.
 *
 * @example
 * ```ts
 * const backend = new FsBackend({ root: "/srv/files" });
 * ```
 */
export class FsBackend implements SFTPServerInterface {
  readonly paths = "raw";
  readonly handlesSync = true;
  readonly readOnly: boolean;
  readonly #options: FsBackendOptions;
  readonly #calls: Calls;
  readonly #tree: Tree;
  readonly #accounts: Accounts;
  #sessions = 0;
  /** One for each session that takes part in a sweep. */
  readonly #endSweep: (() => Promise<void>)[] = [];

  /** @throws Error if the root is no folder, or if this system cannot keep what the options promise */
  constructor(options: FsBackendOptions = {}) {
    this.#options = options;
    this.readOnly = options.readOnly ?? false;
    this.#calls = options.io === "async" ? asyncCalls : syncCalls;
    this.#tree = chooseTree(this.#calls, options);
    this.#accounts = options.root === undefined ? new MachineAccounts() : noAccounts;
  }

  sessionStarted(): void {
    this.#sessions++;
    const { atomicUploads, root } = this.#options;
    if (!atomicUploads || root === undefined || this.readOnly) return;
    this.#endSweep.push(sweepOnce(resolve(root), () => chooseTree(asyncCalls, this.#options)));
  }

  async sessionEnded(): Promise<void> {
    await this.#endSweep.pop()?.();
    if (--this.#sessions === 0) await this.release();
  }

  /**
   * Gives back the descriptor of the root and ends what goes on in the background, as the end of the last session does.
   * The next request opens the root again.
   */
  async release(): Promise<void> {
    for (const end of this.#endSweep.splice(0)) await end();
    await serve(() => this.#tree.release());
  }

  /** A new file gets the mode in `attrs`, within the umask; 0666 if there is none. Other attributes are for `chattr`. */
  open(path: string, flags: OpenFlags, attrs: SFTPAttributes, ctx?: RequestContext): Awaitable<OpenedFile> {
    return opensForWriting(flags)
      ? this.#writing(() => this.#open(path, flags, attrs), ctx)
      : serve(() => this.#open(path, flags, attrs), ctx);
  }

  async listFolder(path: string, ctx?: RequestContext): Promise<Listing> {
    return this.#look(path, "follow", (found) => Listing.open(this.#calls, this.#accounts, found), ctx);
  }

  stat(path: string, ctx?: RequestContext): Awaitable<SFTPAttributes> {
    return this.#look(path, "follow", attributesOf, ctx);
  }

  lstat(path: string, ctx?: RequestContext): Awaitable<SFTPAttributes> {
    return this.#look(path, "stay", attributesOf, ctx);
  }

  chattr(path: string, attrs: SFTPAttributes, ctx?: RequestContext): Awaitable<void> {
    return this.#writing(
      () => this.#tree.look(path, "follow", (found) => this.#change(foundChanges(this.#calls, found), attrs)),
      ctx,
    );
  }

  lchattr(path: string, attrs: SFTPAttributes, ctx?: RequestContext): Awaitable<void> {
    const changeLink = (place: Place): Routine<void> => this.#change(linkChanges(this.#calls, place), attrs);
    const change = (found: Found): Routine<void> =>
      found.stats.isSymbolicLink()
        ? this.#tree.place(path, "stay", changeLink)
        : this.#change(foundChanges(this.#calls, found), attrs);
    return this.#writing(() => this.#tree.look(path, "stay", change), ctx);
  }

  remove(path: string, ctx?: RequestContext): Awaitable<void> {
    return this.#at(path, (place) => removeFile(this.#calls, place), ctx);
  }

  rmdir(path: string, ctx?: RequestContext): Awaitable<void> {
    return this.#at(path, (place) => wait(this.#calls.rmdir(place.path)), ctx);
  }

  mkdir(path: string, attrs: SFTPAttributes, ctx?: RequestContext): Awaitable<void> {
    return this.#writing(() => this.#mkdir(path, attrs), ctx);
  }

  rename(oldPath: string, newPath: string, ctx?: RequestContext): Awaitable<void> {
    return this.#between(oldPath, newPath, move, ctx);
  }

  posixRename(oldPath: string, newPath: string, ctx?: RequestContext): Awaitable<void> {
    return this.#between(oldPath, newPath, replace, ctx);
  }

  hardlink(oldPath: string, newPath: string, ctx?: RequestContext): Awaitable<void> {
    return this.#between(oldPath, newPath, addName, ctx);
  }

  readlink(path: string, ctx?: RequestContext): Awaitable<string> {
    return serve(() => this.#tree.place(path, "stay", (place) => this.#readlink(place)), ctx);
  }

  symlink(targetPath: string, path: string, ctx?: RequestContext): Awaitable<void> {
    return this.#at(path, (place) => this.#symlink(targetPath, place), ctx);
  }

  canonicalize(path: string, ctx?: RequestContext): Awaitable<string> {
    return serve(() => this.#tree.canonicalize(path), ctx);
  }

  homeDirectory(username: string, ctx: RequestContext): Awaitable<string> {
    return serve(() => this.#homeDirectory(username, ctx));
  }

  statvfs(path: string, ctx?: RequestContext): Awaitable<FileSystemStats> {
    const figures = ({ path: located, stats: { dev }, fd }: Found): Routine<FileSystemStats> =>
      fileSystemStats(this.#calls, { path: located, dev, fd });
    return this.#look(path, "follow", figures, ctx);
  }

  usersGroupsById(
    uids: readonly number[],
    gids: readonly number[],
    ctx?: RequestContext,
  ): Awaitable<{ users: string[]; groups: string[] }> {
    return serve(() => this.#usersGroupsById(uids, gids), ctx);
  }

  *#open(path: string, flags: OpenFlags, attrs: SFTPAttributes): Routine<OpenedFile> {
    const { umask, maskSetid = false, atomicUploads = false } = this.#options;
    const mode = creationMode(attrs, 0o666, umask);
    const appends = (flags & OpenFlags.APPEND) !== 0;
    if (atomicUploads && replacesAll(flags)) {
      const { opened, upload } = yield* Upload.open(this.#calls, this.#tree, path, flags, mode);
      return new OpenedFile(this.#calls, opened, { appends, maskSetid, upload });
    }
    const devices = this.#options.root === undefined;
    const opened = yield* openFile(this.#calls, this.#tree, path, flags, mode, devices);
    return new OpenedFile(this.#calls, opened, { appends, maskSetid });
  }

  *#mkdir(path: string, attrs: SFTPAttributes): Routine<void> {
    const mode = creationMode(attrs, 0o777, this.#options.umask);
    yield* this.#tree.place(path, "stay", (place) => wait(this.#calls.mkdir(place.path, mode.first)));
    if (!mode.exact) return;
    yield* this.#tree.look(path, "stay", (found) => this.#settle(found, mode));
  }

  *#settle(found: Found, mode: CreationMode): Routine<void> {
    const settled = settleMode(found.stats.mode, mode);
    if (!found.stats.isDirectory() || settled === found.stats.mode) return;
    yield* wait(this.#calls.chmod(found.path, settled & MODE_BITS));
  }

  *#readlink(place: Place): Routine<string> {
    if (place.directory) throw failure("EINVAL");
    return toText(yield* wait(this.#calls.readlink(place.path)));
  }

  *#symlink(targetPath: string, place: Place): Routine<void> {
    if (this.#options.root !== undefined && this.#options.symlinks === "deny") throw failure("EACCES");
    if (place.directory) throw failure("ENOENT");
    if (targetPath.includes("\0")) throw failure("EINVAL");
    yield* wait(this.#calls.symlink(toBytes(targetPath), place.path));
  }

  *#usersGroupsById(
    uids: readonly number[],
    gids: readonly number[],
  ): Routine<{ users: string[]; groups: string[] }> {
    const users = yield* wait(this.#accounts.users(uids));
    const groups = yield* wait(this.#accounts.groups(gids));
    return { users: users.map((name) => name ?? ""), groups: groups.map((name) => name ?? "") };
  }

  *#homeDirectory(username: string, { session }: RequestContext): Routine<string> {
    const own = username === "" || username === session.user;
    if (this.#options.root !== undefined) {
      if (own) return "/";
      throw failure("ENOENT");
    }
    const user = username === "" ? process.getuid?.() : username;
    const home = user === undefined ? undefined : yield* wait(this.#accounts.home(user));
    if (home !== undefined) return home;
    if (username === "") return homedir();
    throw failure("ENOENT");
  }

  #change(target: Changeable, attrs: SFTPAttributes): Routine<void> {
    return changeAttributes(target, attrs, this.#options.maskSetid);
  }

  #look<T>(
    path: string,
    atLink: AtLink,
    use: (found: Found) => Routine<T>,
    ctx: RequestContext | undefined,
  ): Awaitable<T> {
    return serve(() => this.#tree.look(path, atLink, use), ctx);
  }

  #at(path: string, use: (place: Place) => Routine<void>, ctx: RequestContext | undefined): Awaitable<void> {
    return this.#writing(() => this.#tree.place(path, "stay", use), ctx);
  }

  #between(
    oldPath: string,
    newPath: string,
    act: (calls: Calls, from: Place, to: Place) => Routine<void>,
    ctx: RequestContext | undefined,
  ): Awaitable<void> {
    const onwards = (from: Place): Routine<void> =>
      this.#tree.place(newPath, "stay", (to) => act(this.#calls, from, to));
    return this.#writing(() => this.#tree.place(oldPath, "stay", onwards), ctx);
  }

  #writing<T>(operation: () => Routine<T>, ctx: RequestContext | undefined): Awaitable<T> {
    if (this.readOnly) throw failure("EACCES");
    return serve(operation, ctx);
  }
}

function attributesOf(found: Found): Routine<SFTPAttributes> {
  return wait(SFTPAttributes.fromStat(found.stats));
}
