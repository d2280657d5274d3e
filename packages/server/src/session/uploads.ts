import type { SFTPAttributes } from "@sftp/attributes";
import { OpenFlags, opensForWriting, SFTPError, StatusCode } from "@sftp/wire";

import { chain } from "../backend/awaitable.ts";
import type { Awaitable, FolderListing, RequestContext, SFTPHandle } from "../backend/backend.ts";
import type { CompleteBackend } from "../backend/completeBackend.ts";
import { isAbsent } from "../replies/isAbsent.ts";
import { isBelow } from "../scheduling/claim.ts";
import { PendingUpload } from "./pendingUpload.ts";
import { withUploads } from "./uploadListing.ts";

/**
 * A backend as one session sees it: the path of an upload that is not committed yet names that upload, as if it had been
 * committed when it was opened. Other sessions see what was there before. A backend takes part by returning handles
 * that are `deferred`; with any other this does nothing.
 */
export class Uploads {
  readonly #backend: CompleteBackend;
  /** By the paths at which they will be, without links and "..". */
  readonly #pending = new Map<string, PendingUpload>();

  constructor(backend: CompleteBackend) {
    this.#backend = backend;
  }

  /** The backend's operations, those on paths aware of this session's uploads. */
  get view(): CompleteBackend {
    const backend = this.#backend;
    return {
      ...backend,
      open: (path, flags, attrs, ctx) => this.#open(path, flags, attrs, ctx),
      listFolder: async (path, ctx) =>
        this.#at(
          path,
          "followed",
          ctx,
          () => backend.listFolder(path, ctx),
          fails("ENOTDIR"),
          (folder) => this.#list(folder, path, ctx),
        ),
      stat: (path, ctx) =>
        this.#at(
          path,
          "followed",
          ctx,
          () => backend.stat(path, ctx),
          (upload) => upload.stat(ctx),
        ),
      lstat: (path, ctx) =>
        this.#at(
          path,
          "named",
          ctx,
          () => backend.lstat(path, ctx),
          (upload) => upload.stat(ctx),
        ),
      chattr: (path, attrs, ctx) =>
        this.#at(
          path,
          "followed",
          ctx,
          () => backend.chattr(path, attrs, ctx),
          (upload) => upload.chattr(attrs, ctx),
        ),
      lchattr: (path, attrs, ctx) =>
        this.#at(
          path,
          "named",
          ctx,
          () => backend.lchattr(path, attrs, ctx),
          (upload) => upload.chattr(attrs, ctx),
        ),
      remove: (path, ctx) =>
        this.#at(
          path,
          "named",
          ctx,
          () => backend.remove(path, ctx),
          (upload) => this.#remove(upload, path, ctx),
        ),
      rmdir: (path, ctx) =>
        this.#at(
          path,
          "named",
          ctx,
          () => backend.rmdir(path, ctx),
          fails("ENOTDIR"),
          (key) => {
            if (this.#isAbovePending(key)) throw stillBeingUploaded();
            return backend.rmdir(path, ctx);
          },
        ),
      mkdir: (path, attrs, ctx) =>
        this.#at(path, "named", ctx, () => backend.mkdir(path, attrs, ctx), fails("EEXIST")),
      symlink: (target, path, ctx) =>
        this.#at(path, "named", ctx, () => backend.symlink(target, path, ctx), fails("EEXIST")),
      readlink: (path, ctx) =>
        this.#at(path, "named", ctx, () => backend.readlink(path, ctx), fails("EINVAL")),
      rename: (oldPath, newPath, ctx) => this.#rename(oldPath, newPath, false, ctx),
      posixRename: (oldPath, newPath, ctx) => this.#rename(oldPath, newPath, true, ctx),
      hardlink: (oldPath, newPath, ctx) => {
        const link = () => backend.hardlink(oldPath, newPath, ctx);
        return this.#at(oldPath, "named", ctx, link, refuses, () =>
          this.#at(newPath, "named", ctx, link, fails("EEXIST")),
        );
      },
    };
  }

  #open(path: string, flags: OpenFlags, attrs: SFTPAttributes, ctx: RequestContext): Awaitable<SFTPHandle> {
    const open = (): Awaitable<SFTPHandle> =>
      chain(this.#backend.open(path, flags, attrs, ctx), (handle): Awaitable<SFTPHandle> =>
        handle.deferred ? this.#add(handle, path, ctx) : handle,
      );
    // With EXCL a link is not followed, wherever it leads.
    const atLink = flags & OpenFlags.EXCL ? "named" : "followed";
    return this.#at(path, atLink, ctx, open, async (earlier) => {
      if (flags & OpenFlags.CREAT && flags & OpenFlags.EXCL) throw new SFTPError("EEXIST");
      if (!opensForWriting(flags)) return earlier.reopen(ctx);
      if (!(flags & OpenFlags.TRUNC)) throw stillBeingUploaded();
      // To this session the name exists: it need not ask for it to be made.
      const handle = await this.#backend.open(path, flags | OpenFlags.CREAT, attrs, ctx);
      if (handle.deferred) return this.#add(handle, path, ctx);
      earlier.supersede();
      this.#forget(earlier);
      return handle;
    });
  }

  /** Adds an upload, which supersedes an earlier one with the same path. */
  async #add(handle: SFTPHandle, path: string, ctx: RequestContext): Promise<SFTPHandle> {
    let key: string;
    try {
      key = await this.#key(path, "followed", ctx);
    } catch (error) {
      await handle.close?.("aborted", ctx);
      throw error;
    }
    const upload = new PendingUpload(handle, key, (ended) => this.#forget(ended));
    this.#pending.get(key)?.supersede();
    this.#pending.set(key, upload);
    return upload.handle;
  }

  async #remove(upload: PendingUpload, path: string, ctx: RequestContext): Promise<void> {
    await this.#removeOld(path, ctx);
    this.#drop(upload);
  }

  #drop(upload: PendingUpload): void {
    this.#forget(upload);
    upload.discard();
  }

  #rename(oldPath: string, newPath: string, replaces: boolean, ctx: RequestContext): Awaitable<void> {
    const rename = () =>
      replaces
        ? this.#backend.posixRename(oldPath, newPath, ctx)
        : this.#backend.rename(oldPath, newPath, ctx);
    return this.#pending.size === 0 ? rename() : this.#renamePending(oldPath, newPath, replaces, rename, ctx);
  }

  async #renamePending(
    oldPath: string,
    newPath: string,
    replaces: boolean,
    rename: () => Awaitable<void>,
    ctx: RequestContext,
  ): Promise<void> {
    const [from, to] = [
      await this.#keyOrNone(oldPath, "named", ctx),
      await this.#keyOrNone(newPath, "named", ctx),
    ];
    if (from === undefined || to === undefined) return rename();
    if (this.#isAbovePending(from) || this.#isAbovePending(to)) throw stillBeingUploaded();
    const [upload, replaced] = [this.#pending.get(from), this.#pending.get(to)];
    if (replaced !== undefined && upload === undefined) {
      const source = await this.#backend.lstat(oldPath, ctx);
      if (replaces && source.isDirectory()) throw new SFTPError("ENOTDIR");
    }
    if (replaced !== undefined && !replaces) throw new SFTPError("EEXIST");
    if (upload === undefined) {
      await rename();
    } else {
      if (upload === replaced) return;
      await this.#move(upload, oldPath, newPath, replaces, ctx);
      this.#forget(upload);
    }
    if (replaced !== undefined) this.#drop(replaced);
    if (upload !== undefined) this.#pending.set((upload.path = to), upload);
  }

  /** Gives an upload another path, and removes what it would have replaced at the first one. If that fails, it stays there. */
  async #move(
    upload: PendingUpload,
    oldPath: string,
    newPath: string,
    replaces: boolean,
    ctx: RequestContext,
  ): Promise<void> {
    const removesOld = upload.replaces && (await this.#backendHas(oldPath, ctx));
    await upload.moveTo(newPath, replaces, ctx);
    if (!removesOld) return;
    try {
      await this.#removeOld(oldPath, ctx);
    } catch (error) {
      await upload.moveTo(oldPath, true, ctx);
      throw error;
    }
  }

  async #backendHas(path: string, ctx: RequestContext): Promise<boolean> {
    try {
      await this.#backend.lstat(path, ctx);
      return true;
    } catch (error) {
      return !isAbsent(error);
    }
  }

  async #list(folder: string, path: string, ctx: RequestContext): Promise<FolderListing> {
    const listing = await this.#backend.listFolder(path, ctx);
    const here = [...this.#pending.values()].filter((upload) => parentOf(upload.path) === folder);
    if (here.length === 0) return listing;
    const pending = (at: string) => this.#pending.get(at);
    return withUploads(listing, here, pending, (at) => this.#backend.lstat(at, ctx), ctx);
  }

  /** What the upload would have replaced: the name is the client's to remove, whatever has it. */
  async #removeOld(path: string, ctx: RequestContext): Promise<void> {
    try {
      await this.#backend.remove(path, ctx);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  /** Does one thing with an upload that has a path, and another if there is none, which may need its key. */
  #at<T>(
    path: string,
    atLink: AtLink,
    ctx: RequestContext,
    plain: () => Awaitable<T>,
    pending: (upload: PendingUpload) => Awaitable<T>,
    others: (key: string) => Awaitable<T> = plain,
  ): Awaitable<T> {
    if (this.#pending.size === 0) return plain();
    return this.#keyOrNone(path, atLink, ctx).then((key) => {
      if (key === undefined) return plain();
      const upload = this.#pending.get(key);
      return upload === undefined ? others(key) : pending(upload);
    });
  }

  /** A path that leads nowhere is no upload's: the backend says what is wrong with it. */
  async #keyOrNone(path: string, atLink: AtLink, ctx: RequestContext): Promise<string | undefined> {
    try {
      return await this.#key(path, atLink, ctx);
    } catch {
      return undefined;
    }
  }

  #isAbovePending(folder: string): boolean {
    return [...this.#pending.keys()].some((path) => isBelow(path, folder));
  }

  #forget(upload: PendingUpload): void {
    if (this.#pending.get(upload.path) === upload) this.#pending.delete(upload.path);
  }

  /** A path without links and "..", but for a link at the end if that is what is named. */
  async #key(path: string, atLink: AtLink, ctx: RequestContext): Promise<string> {
    const [, folder = "", name = ""] = /^(.*?)([^/]*)\/*$/s.exec(path)!;
    if (atLink === "followed" || name === "" || name === "." || name === "..") {
      return this.#backend.canonicalize(path, ctx);
    }
    const above = await this.#backend.canonicalize(folder === "" ? "." : folder, ctx);
    return above.endsWith("/") ? above + name : `${above}/${name}`;
  }
}

/** Whether a link at the end of a path is followed. */
type AtLink = "followed" | "named";

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function fails(code: string): () => never {
  return () => {
    throw new SFTPError(code);
  };
}

function refuses(): never {
  throw stillBeingUploaded();
}

/** What answers requests that an upload is in the way of until it is closed. */
function stillBeingUploaded(): SFTPError {
  return new SFTPError(StatusCode.FAILURE, "the file is still being uploaded: close it first");
}
