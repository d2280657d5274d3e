import type { SFTPAttributes } from "@sftp/attributes";
import type { OpenFlags } from "@sftp/wire";

/** A value now or later; synchronous backends need no promise. */
export type Awaitable<T> = T | PromiseLike<T>;

/** One SFTP session: who is there, and room for what a backend wants to remember of it. */
export interface Session {
  /** Unique in this process. */
  readonly id: string;
  /** The authenticated user, where the transport knows one. */
  readonly user?: string | undefined;
  readonly remoteAddress?: string | undefined;
  /** The identification string of the peer's SSH software. */
  readonly clientIdent?: string | undefined;
  /** A backend's or a middleware's own notes, keyed by something only it has. */
  readonly state: Map<unknown, unknown>;
}

/** What a backend is told about the request that it serves. */
export interface RequestContext {
  /** Aborted when the session ends before the request is answered, or the request takes longer than it may. */
  readonly signal: AbortSignal;
  readonly session: Session;
  readonly requestId: number;
  /**
   * Lets other sessions go on, if this turn of the event loop has lasted long; otherwise returns `undefined` at once. Work
   * that keeps the event loop for more than a few milliseconds should call it before each millisecond or so of it.
   */
  yield(): Promise<void> | undefined;
}

/** A file system's figures (OpenSSH PROTOCOL section 4.4); `bsize` and `frsize` in bytes, blocks in units of `frsize`. */
export interface FileSystemStats {
  bsize: bigint;
  frsize: bigint;
  blocks: bigint;
  bfree: bigint;
  bavail: bigint;
  files: bigint;
  ffree: bigint;
  favail: bigint;
  fsid: bigint;
  /** Bit 1: read-only; bit 2: set-uid bits are ignored. */
  flag: bigint;
  namemax: bigint;
}

/** What a folder's listing may be: pulled entry by entry, so that a large folder need never be held. */
export type FolderListing = (AsyncIterable<SFTPAttributes> | Iterable<SFTPAttributes>) & {
  /** Attributes of the directory itself, for its entry "."; without them it is asked for with `stat`. */
  readonly directory?: SFTPAttributes | undefined;
};

/**
 * The storage behind a server: implement what it can do. Every method is optional; a missing one answers
 * OP_UNSUPPORTED, and an extension is advertised only if what it needs is there. Failing is throwing: an error with a
 * Node `code` becomes the status that `convertErrno` says, an `SFTPError` goes out as it is, anything else is
 * FAILURE.
 *
 * Paths are absolute and normalised (`/a/b`) unless `paths` says otherwise. Bytes of names that are no UTF-8
 * arrive as lone surrogates (see `utf8` of `@sftp/wire`).
 */
export interface SFTPServerInterface {
  /** `raw`: paths arrive as the client sent them, and the backend resolves them itself. Default: `normalized`. */
  readonly paths?: "normalized" | "raw" | undefined;
  /** Whether handles have `sync`; only then is fsync@openssh.com advertised. Default: false. */
  readonly handlesSync?: boolean | undefined;
  /** Whether nothing can be changed: extensions that change something are not advertised then. Default: false. */
  readonly readOnly?: boolean | undefined;

  /** Called once, after INIT and before VERSION is sent. A failure ends the session. */
  sessionStarted?(session: Session): Awaitable<void>;
  /** Called exactly once after all handles were closed, also when the connection was lost. */
  sessionEnded?(session: Session): Awaitable<void>;

  /** `attrs` are what a new file is to get; may be empty. */
  open?(path: string, flags: OpenFlags, attrs: SFTPAttributes, ctx: RequestContext): Awaitable<SFTPHandle>;
  /** The entries of a folder, each with its `filename`; the server adds "." and ".."; its `return()` is called when the client stops early. */
  listFolder?(path: string, ctx: RequestContext): FolderListing | Promise<FolderListing>;
  /** Follows links. */
  stat?(path: string, ctx: RequestContext): Awaitable<SFTPAttributes>;
  /** Does not follow a link at the end. */
  lstat?(path: string, ctx: RequestContext): Awaitable<SFTPAttributes>;
  /** Sets what is present, in the order size, owner, mode, times; follows links. */
  chattr?(path: string, attrs: SFTPAttributes, ctx: RequestContext): Awaitable<void>;
  /** As `chattr`, but does not follow a link at the end; never has a size. */
  lchattr?(path: string, attrs: SFTPAttributes, ctx: RequestContext): Awaitable<void>;
  /** Removes a file or link, never a folder. */
  remove?(path: string, ctx: RequestContext): Awaitable<void>;
  /** Removes an empty folder, never a file. */
  rmdir?(path: string, ctx: RequestContext): Awaitable<void>;
  mkdir?(path: string, attrs: SFTPAttributes, ctx: RequestContext): Awaitable<void>;
  /** Must fail if `newPath` exists. */
  rename?(oldPath: string, newPath: string, ctx: RequestContext): Awaitable<void>;
  /** Replaces `newPath` atomically if it exists. */
  posixRename?(oldPath: string, newPath: string, ctx: RequestContext): Awaitable<void>;
  /** A second name for the same file. */
  hardlink?(oldPath: string, newPath: string, ctx: RequestContext): Awaitable<void>;
  /** The link's target as it is stored. */
  readlink?(path: string, ctx: RequestContext): Awaitable<string>;
  /** A link at `path` that points to `targetPath`, which is stored as it is. */
  symlink?(targetPath: string, path: string, ctx: RequestContext): Awaitable<void>;
  /** The absolute path for `path`, which may not exist. Default: lexical, under "/". Must not reveal real roots. */
  canonicalize?(path: string, ctx: RequestContext): Awaitable<string>;
  /** A path with `~` or `~user` in front made absolute. */
  expandPath?(path: string, ctx: RequestContext): Awaitable<string>;
  /** A user's home; "" is the session's own. */
  homeDirectory?(username: string, ctx: RequestContext): Awaitable<string>;
  statvfs?(path: string, ctx: RequestContext): Awaitable<FileSystemStats>;
  /** Names for ids, in the same order; "" where there is none. */
  usersGroupsById?(
    uids: readonly number[],
    gids: readonly number[],
    ctx: RequestContext,
  ): Awaitable<{ users: string[]; groups: string[] }>;
}

/** An open file. Every method is optional; a missing `close` is fine, any other missing one answers OP_UNSUPPORTED. */
export interface SFTPHandle {
  /** Requests on handles with the same key are ordered as requests on one file (`dev:ino`). Default: this handle alone. */
  readonly fileKey?: string | undefined;
  /** `ascending`: writes arrive one at a time and without gaps; early ones are held back. Default: `any`. */
  readonly writes?: "any" | "ascending" | undefined;
  /**
   * Whether what is written gets its path only when the handle is closed, such as an atomic upload or an object in a
   * store. Until then the server lets the path name this handle within its session, and other sessions see what was there
   * before. Default: false.
   */
  readonly deferred?: boolean | undefined;

  /** Reads into `into`, which is the reply's own memory; returns the bytes read: 0 is the end, fewer is legal. */
  read?(into: Uint8Array, offset: number, ctx: RequestContext): Awaitable<number>;
  /** Writes all of `data` or throws; `data` is valid until the promise settles. */
  write?(data: Uint8Array, offset: number, ctx: RequestContext): Awaitable<void>;
  stat?(ctx: RequestContext): Awaitable<SFTPAttributes>;
  chattr?(attrs: SFTPAttributes, ctx: RequestContext): Awaitable<void>;
  /** Makes what was written survive a power cut (fsync@openssh.com). */
  sync?(ctx: RequestContext): Awaitable<void>;
  statvfs?(ctx: RequestContext): Awaitable<FileSystemStats>;
  /** Of a deferred handle: another one to read what was written so far, which stays valid when this one is closed. */
  reopen?(ctx: RequestContext): Awaitable<SFTPHandle>;
  /**
   * Of a deferred handle: gives it another path to get. Must fail if that is taken, now or when the handle is closed, unless
   * `replaces`.
   */
  moveTo?(newPath: string, replaces: boolean, ctx: RequestContext): Awaitable<void>;
  /** Called exactly once. `aborted`: the session was lost or a write failed, so a partial upload must be discarded. */
  close?(how: "closed" | "aborted", ctx: RequestContext): Awaitable<void>;
}
