import type { Duplex } from "node:stream";
import type { SFTPAttributes } from "@sftp/attributes";
import type { ReplyTo, RequestBody, RequestName, SFTPError } from "@sftp/wire";
import { type Bytes, type Contents, sourceOf } from "./arguments/bytes.ts";
import { localPathOf } from "./arguments/checks.ts";
import { checkArguments } from "./arguments/checkArguments.ts";
import { clientSurface } from "./arguments/clientSurface.ts";
import { DisposableIterator } from "./disposableIterator.ts";
import { open, type OpenOptions } from "./file/open.ts";
import type { CheckOptions } from "./file/openFile.ts";
import type { SFTPFile } from "./file/sftpFile.ts";
import { type RemoteFs, remoteFs } from "./fs/remoteFs.ts";
import type { FileSystemStats, SpaceAvailable, UserAndGroupNames } from "./remote/extensions.ts";
import {
  listAll,
  listDirectory,
  type ListOptions,
  READ_AHEADS,
  unsafeListener,
} from "./remote/listDirectory.ts";
import * as names from "./remote/names.ts";
import { attributesOf, nameOf, seconds } from "./remote/stat.ts";
import { makeLink } from "./remote/symlink.ts";
import { walk, type WalkEntry, type WalkOptions } from "./remote/walk.ts";
import type { Capabilities } from "./session/capabilities.ts";
import { ClientContext, type ClientOptions, type HasContext } from "./session/clientContext.ts";
import type { Limits } from "./session/limits.ts";
import { inMilliseconds, inSeconds, type OperationOptions, type PathOperation } from "./session/operation.ts";
import { Session } from "./session/session.ts";
import type { ReadOptions, WriteOptions } from "./streams/openForStream.ts";
import { ReadStream, type ReadStreamOptions } from "./streams/readStream.ts";
import { readableStream, writableStream } from "./streams/webStreams.ts";
import { WriteStream, type WriteStreamOptions } from "./streams/writeStream.ts";
import type { CopyOptions, CopyTreeOptions } from "./transfer/copy/copyFile.ts";
import { get } from "./transfer/download/get.ts";
import { type ByteSink, getfo, readFile, type ReadFileOptions } from "./transfer/download/readWhole.ts";
import { transferLimits } from "./transfer/limits.ts";
import {
  checkOptions,
  type DownloadOptions,
  type GetOptions,
  type PutfoOptions,
  type PutOptions,
} from "./transfer/options.ts";
import type { TransferReport, UploadResult } from "./transfer/report.ts";
import { localName } from "./transfer/tree/localPath.ts";
import { type Place, type SyncOptions, withDefaults } from "./transfer/tree/sync.ts";
import type { PutTreeOptions, TreeOptions, TreeReport } from "./transfer/tree/treeOptions.ts";
import { put } from "./transfer/upload/put.ts";
import { InputParts, putfo } from "./transfer/upload/putfo.ts";
import { writeFile, type WriteFileOptions } from "./transfer/upload/writeFile.ts";
import type { Transport } from "./transport.ts";

/** Loaded when they are needed: what a client that moves one file does without. */
const extensions = (): Promise<typeof import("./remote/extensions.ts")> => import("./remote/extensions.ts");
const trees = (): Promise<typeof import("./transfer/tree/trees.ts")> => import("./transfer/tree/trees.ts");

/** What an operation takes whose destination is at a server, which may be another one. */
export interface OtherServer {
  /** The client of the server that the destination is at. Default: this one. */
  to?: SFTPClient | undefined;
}

/** Access and modification time: Dates, or seconds since 1970; `null` is now, by this computer's clock. */
type Times = readonly [atime: Date | number, mtime: Date | number] | null;

/**
 * An SFTP client: one session on one channel. Make one with `connect` or `fromTransport` of `@sftp/client/ssh2`, with
 * `@sftp/client/openssh` or `@sftp/client/process`, or from any Duplex that an SFTP server listens on.
 */
export class SFTPClient implements HasContext {
  /** What the server said of itself when the session began: version, extensions, vendor. */
  readonly capabilities: Capabilities;
  /**
   * Resolves once the session is over: to the error that ended it, or to `undefined` after `close()`. Never
   * rejects.
   */
  readonly closed: Promise<SFTPError | undefined>;
  /** @internal */
  readonly context: ClientContext;
  readonly #transport: Transport;
  readonly #limits: Promise<Limits | undefined>;
  #fs: RemoteFs | undefined;
  #closing: Promise<void> | undefined;

  private constructor(context: ClientContext, transport: Transport) {
    this.context = context;
    this.capabilities = context.capabilities;
    this.closed = context.session.closed;
    this.#transport = transport;
    this.#limits = context.askLimits();
  }

  /**
   * Starts a session on a channel that already leads to an SFTP server. The client owns the channel from then
   * on, and destroys it if the session cannot be started.
   */
  static fromChannel(channel: Duplex, options: ClientOptions = {}): Promise<SFTPClient> {
    return SFTPClient.start({ channel }, options);
  }

  /**
   * Starts a session on a transport of your own: a channel, and what else there is to know of it. The client owns the
   * transport from then on, and closes it if the session cannot be started.
   */
  static async start(transport: Transport, options: ClientOptions = {}): Promise<SFTPClient> {
    try {
      const session = await Session.open(transport.channel, options);
      return new SFTPClient(new ClientContext(session, options, transport), transport);
    } catch (error) {
      await transport.close?.();
      throw error;
    }
  }

  /**
   * Closes the session and what was opened for it. What is in flight rejects with ERR_SFTP_CLOSED, and so does
   * every later call. Ends within 5 seconds whatever the server does. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.context.channelPool?.close(), this.context.session.close()]);
    await this.#transport.close?.();
  }

  /** `await using sftp = await connect(...)` closes it at the end of the scope, also on error. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The very channel in use. What arrives may lie in memory that the next bytes are read into: listeners must copy it. */
  getChannel(): Duplex {
    return this.context.session.channel;
  }

  /** The server's limits as limits@openssh.com gives them, or `undefined` if it has not announced that. Asked once. */
  limits(): Promise<Limits | undefined> {
    return this.#limits;
  }

  /**
   * Sends one request of the protocol as it is, and resolves to what its reply holds. Handles that it opens are yours to
   * close.
   *
   * @throws SFTPError with what the server said
   */
  request<N extends RequestName>(
    name: N,
    body: RequestBody<N>,
    options: OperationOptions = {},
  ): Promise<ReplyTo<N>> {
    return this.context.session.call(name, body, options);
  }

  /**
   * The server's file system in the form of `node:fs`, for programs that take one.
   *
   * @example
   * ```ts
   * import { glob } from "glob";
   * const logs = await glob("/var/log/*.log", { fs: sftp.fs });
   * ```
   */
  get fs(): RemoteFs {
    this.#fs ??= remoteFs(this);
    return this.#fs;
  }

  /**
   * Sets the inactivity timeout in seconds; null is no limit.
   *
   * @throws RangeError if it is not above 0
   */
  settimeout(limit: number | null): void {
    this.context.session.timeout = inMilliseconds(limit);
  }

  /** The inactivity timeout in seconds; null is no limit. */
  gettimeout(): number | null {
    return inSeconds(this.context.session.inactivityTimeout);
  }

  /**
   * Promises never block, so there is only paramiko's other meaning: `true` lifts the time limit as
   * `settimeout(null)` does.
   *
   * @throws RangeError for `false`, which would make everything that needs an answer fail at once
   */
  setblocking(blocking: boolean): void {
    this.settimeout(blocking ? null : 0);
  }

  /**
   * Sets the working directory, below which relative paths are from then on; `null` forgets it. It is checked to
   * be a directory, and stored in the canonical form that the server gives it.
   *
   * @example
   * ```ts
   * await sftp.chdir("/var/log");
   * await sftp.stat("syslog"); // of /var/log/syslog
   * ```
   * @throws SFTPError ENOENT or ENOTDIR; the working directory stays then
   */
  async chdir(path: string | null = null, options: OperationOptions = {}): Promise<void> {
    return names.changeDirectory(this.context, path, options);
  }

  /** The working directory, or `null` if none was set. Does no I/O. */
  getcwd(): string | null {
    return this.context.cwd ?? null;
  }

  /**
   * The canonical absolute form of a path (REALPATH). `normalize(".")` is the directory that relative paths
   * begin in.
   */
  async normalize(path: string, options: OperationOptions = {}): Promise<string> {
    return nameOf(this.context, "realpath", this.#on("normalize", path, options));
  }

  /** The attributes of what a path names, following links. Only what the server sent is in them. */
  async stat(path: string, options: OperationOptions = {}): Promise<SFTPAttributes> {
    return attributesOf(this.context, "stat", this.#on("stat", path, options));
  }

  /** As `stat`, but of a link itself. */
  async lstat(path: string, options: OperationOptions = {}): Promise<SFTPAttributes> {
    return attributesOf(this.context, "lstat", this.#on("lstat", path, options));
  }

  /** Whether a path names something; a link that leads nowhere does not. */
  async exists(path: string, options: OperationOptions = {}): Promise<boolean> {
    return names.exists(this.context, this.#on("exists", path, options));
  }

  /** The names in a directory, in any order, without "." and "..". */
  async listdir(path = ".", options: ListOptions = {}): Promise<string[]> {
    const entries = await this.#list("listdir", path, options);
    return entries.map(({ filename }) => filename!);
  }

  /**
   * The entries of a directory with their attributes, in any order, without "." and "..".
   *
   * @example
   * ```ts
   * const entries = await sftp.listdirAttr("/var/log");
   * const bytes = entries.reduce((sum, { size = 0 }) => sum + size, 0);
   * ```
   */
  async listdirAttr(path = ".", options: ListOptions = {}): Promise<SFTPAttributes[]> {
    return this.#list("listdirAttr", path, options);
  }

  /**
   * The entries of a directory one after another, for directories of any size. Other operations inside the loop are
   * fine, and leaving it early closes the directory.
   *
   * @param readAheads the most requests in flight; it begins with two
   * @example
   * ```ts
   * for await (const entry of sftp.listdirIter("/var/log")) {
   *   if (entry.isFile()) console.log(entry.filename, entry.size);
   * }
   * ```
   */
  listdirIter(
    path = ".",
    readAheads = READ_AHEADS,
    options: ListOptions = {},
  ): DisposableIterator<SFTPAttributes> {
    const operation = this.#on("listdirIter", path, options);
    const onUnsafe = unsafeListener(options, operation.path);
    return listDirectory(this.context, operation, { readAheads: Math.max(1, readAheads), onUnsafe });
  }

  /**
   * Everything below a directory, each entry before what is in it. Links are not followed.
   *
   * @example
   * ```ts
   * for await (const { path, attributes } of sftp.walk("/srv")) {
   *   if (attributes.isFile()) console.log(path, attributes.size);
   * }
   * ```
   */
  walk(path = ".", options: WalkOptions = {}): DisposableIterator<WalkEntry> {
    return new DisposableIterator(walk(this.context, this.#on("walk", path, options), options));
  }

  /** Makes a directory; its parent must exist unless `recursive` is set. The last argument may be the mode alone. */
  async mkdir(path: string, options: names.MkdirOptions | number = {}): Promise<void> {
    const chosen = typeof options === "number" ? { mode: options } : options;
    return names.mkdir(this.context, this.#on("mkdir", path, chosen), chosen);
  }

  /** Removes an empty directory. */
  async rmdir(path: string, options: OperationOptions = {}): Promise<void> {
    return names.rmdir(this.context, this.#on("rmdir", path, options));
  }

  /** Removes a file, or a link but not its target. */
  async remove(path: string, options: OperationOptions = {}): Promise<void> {
    return names.remove(this.context, this.#on("remove", path, options));
  }

  /** The same as `remove`. */
  async unlink(path: string, options: OperationOptions = {}): Promise<void> {
    return this.remove(path, options);
  }

  /**
   * Removes a file or link, or with `recursive` also a directory and everything in it.
   *
   * @throws SFTPError EISDIR for a directory without `recursive`
   */
  async rm(path: string, options: names.RmOptions = {}): Promise<void> {
    return names.rm(this.context, this.#on("rm", path, options), options);
  }

  /** Renames or moves; fails if `newPath` exists. */
  async rename(oldPath: string, newPath: string, options: OperationOptions = {}): Promise<void> {
    return names.rename(this.context, this.#between("rename", oldPath, newPath, options));
  }

  /**
   * Renames or moves, replacing `newPath` atomically if it exists (posix-rename@openssh.com).
   *
   * @param options `force` asks also a server that has not announced it
   */
  async posixRename(
    oldPath: string,
    newPath: string,
    options: OperationOptions & { force?: boolean | undefined } = {},
  ): Promise<void> {
    const operation = this.#between("posixRename", oldPath, newPath, options);
    return (await extensions()).posixRename(this.context, operation, options.force === true);
  }

  /** Gives a file a second name (hardlink@openssh.com). */
  async hardlink(existingPath: string, newPath: string, options: OperationOptions = {}): Promise<void> {
    return (await extensions()).hardlink(
      this.context,
      this.#between("hardlink", existingPath, newPath, options),
    );
  }

  /** The target of a link as it is stored, which may be relative. */
  async readlink(path: string, options: OperationOptions = {}): Promise<string> {
    return nameOf(this.context, "readlink", this.#on("readlink", path, options));
  }

  /**
   * Makes a link at `path` that points to `target`, which is stored as it stands, whatever the working
   * directory is.
   */
  async symlink(target: string, path: string, options: OperationOptions = {}): Promise<void> {
    return makeLink(this.context, this.#on("symlink", path, options), target);
  }

  /** Sets the permissions, and nothing else. */
  async chmod(path: string, mode: number, options: OperationOptions = {}): Promise<void> {
    return names.setAttributes(this.context, this.#on("chmod", path, options), { mode });
  }

  /** Sets the permissions of a link itself (lsetstat@openssh.com). */
  async lchmod(path: string, mode: number, options: OperationOptions = {}): Promise<void> {
    return (await extensions()).setLinkAttributes(this.context, this.#on("lchmod", path, options), { mode });
  }

  /** Sets owner and group, and nothing else. SFTP has them only together. */
  async chown(path: string, uid: number, gid: number, options: OperationOptions = {}): Promise<void> {
    return names.setAttributes(this.context, this.#on("chown", path, options), { uid, gid });
  }

  /** Sets owner and group of a link itself (lsetstat@openssh.com). */
  async lchown(path: string, uid: number, gid: number, options: OperationOptions = {}): Promise<void> {
    return (await extensions()).setLinkAttributes(this.context, this.#on("lchown", path, options), {
      uid,
      gid,
    });
  }

  /**
   * Sets access and modification time, and nothing else: Dates or seconds since 1970, fractions dropped; `null`
   * is now, by this computer's clock.
   *
   * @throws RangeError for times before 1970 or after 2106, which SFTP v3 cannot express
   */
  async utime(path: string, times: Times, options: OperationOptions = {}): Promise<void> {
    return names.setAttributes(this.context, this.#on("utime", path, options), seconds(times));
  }

  /** Sets the times of a link itself (lsetstat@openssh.com); see `utime`. */
  async lutime(path: string, times: Times, options: OperationOptions = {}): Promise<void> {
    return (await extensions()).setLinkAttributes(
      this.context,
      this.#on("lutime", path, options),
      seconds(times),
    );
  }

  /** Sets the size, and nothing else: what is beyond is lost, what is missing becomes zeros. */
  async truncate(path: string, size: number | bigint, options: OperationOptions = {}): Promise<void> {
    return names.setAttributes(this.context, this.#on("truncate", path, options), { size });
  }

  /** The figures of the file system that a path is on (statvfs@openssh.com). */
  async statvfs(path: string, options: OperationOptions = {}): Promise<FileSystemStats> {
    return (await extensions()).statvfs(this.context, this.#on("statvfs", path, options));
  }

  /** How much space is available where a path is (space-available). */
  async spaceAvailable(path: string, options: OperationOptions = {}): Promise<SpaceAvailable> {
    return (await extensions()).spaceAvailable(this.context, this.#on("spaceAvailable", path, options));
  }

  /** The absolute form of a path with `~` or `~user` in front (expand-path@openssh.com). */
  async expandPath(path: string, { signal, timeout }: OperationOptions = {}): Promise<string> {
    // Not below the working directory: the server expands `~`.
    return (await extensions()).expandPath(this.context, { name: "expandPath", path, signal, timeout });
  }

  /** The home directory of a user; without a name, of the one who is logged in (home-directory). */
  async homeDirectory(username = "", { signal, timeout }: OperationOptions = {}): Promise<string> {
    return (await extensions()).homeDirectory(
      this.context,
      { name: "homeDirectory", signal, timeout },
      username,
    );
  }

  /** The names of users and groups, in the order of the ids; "" where there is none (users-groups-by-id@openssh.com). */
  async usersGroupsById(
    uids: readonly number[],
    gids: readonly number[],
    { signal, timeout }: OperationOptions = {},
  ): Promise<UserAndGroupNames> {
    const operation = { name: "usersGroupsById", signal, timeout };
    return (await extensions()).usersGroupsById(this.context, operation, uids, gids);
  }

  /**
   * Digests of a file that the server computes (check-file); see `SFTPFile.check`.
   *
   * @example
   * ```ts
   * const sha256 = (await sftp.check("/pub/big.iso", "sha256")).toString("hex");
   * ```
   */
  async check(
    path: string,
    algorithms: string | readonly string[],
    offset = 0,
    options: CheckOptions = {},
  ): Promise<Buffer> {
    return (await extensions()).check(
      this.context,
      this.#on("check", path, options),
      algorithms,
      offset,
      options,
    );
  }

  /** The MD5 digest of a part of a file, by default all of it, that the server computes (md5-hash). */
  async md5Hash(
    path: string,
    offset = 0,
    options: OperationOptions & { length?: number | undefined } = {},
  ): Promise<Buffer> {
    const operation = this.#on("md5Hash", path, options);
    return (await extensions()).md5Hash(this.context, operation, offset, options.length ?? 0);
  }

  /**
   * Opens a file.
   *
   * @param mode `r`, `w`, `a`, `x` with `+`, `b` or `t`, `U` as in Python and Node, or a number made of `OpenFlags`
   * @example
   * ```ts
   * const file = await sftp.open("/etc/motd", "a");
   * try {
   *   await file.write("Welcome.\n");
   * } finally {
   *   await file.close();
   * }
   * ```
   * @throws TypeError for a mode that makes no sense
   */
  open(path: string, mode: `${string}b${string}`, options?: OpenOptions): Promise<SFTPFile<Buffer>>;
  open(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile>;
  async open(
    path: string,
    mode: string | number = "r",
    options: OpenOptions = {},
  ): Promise<SFTPFile<Buffer> | SFTPFile> {
    return open(this.context, this.#on("open", path, options), mode, options);
  }

  /** The same as `open`. */
  file(path: string, mode: `${string}b${string}`, options?: OpenOptions): Promise<SFTPFile<Buffer>>;
  file(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile>;
  file(path: string, mode?: string | number, options?: OpenOptions): Promise<SFTPFile<Buffer> | SFTPFile> {
    return this.open(path, mode, options);
  }

  /**
   * The content of a file as a Node stream, read ahead as `get` reads.
   *
   * @example
   * ```ts
   * await pipeline(sftp.createReadStream("/var/log/syslog"), createGzip(), createWriteStream("syslog.gz"));
   * ```
   */
  createReadStream(path: string, options: ReadStreamOptions = {}): ReadStream {
    return new ReadStream(this.context, this.context.resolve(path), options);
  }

  /** A file to be written as a Node stream, written behind as `put` writes; its `finish` means that the server has everything. */
  createWriteStream(path: string, options: WriteStreamOptions = {}): WriteStream {
    return new WriteStream(this.context, this.context.resolve(path), options);
  }

  /**
   * The content of a file as a Web stream.
   *
   * @example
   * ```ts
   * return new Response(sftp.readable("/pub/logo.png"), { headers: { "content-type": "image/png" } });
   * ```
   */
  readable(path: string, options: ReadOptions = {}): ReadableStream<Uint8Array> {
    return readableStream(this.context, this.context.resolve(path), options);
  }

  /** A file to be written as a Web stream; its `close()` resolves when the server has everything. */
  writable(path: string, options: WriteOptions = {}): WritableStream<Bytes> {
    return writableStream(this.context, this.context.resolve(path), options);
  }

  /**
   * The content of a file: as text with an `encoding`, otherwise as bytes.
   *
   * @example
   * ```ts
   * const config = JSON.parse(await sftp.readFile("/etc/app.json", "utf8"));
   * ```
   */
  readFile(
    path: string,
    options: BufferEncoding | (ReadFileOptions & { encoding: BufferEncoding }),
  ): Promise<string>;
  readFile(path: string, options?: ReadFileOptions): Promise<Buffer>;
  async readFile(path: string, options: BufferEncoding | ReadFileOptions = {}): Promise<string | Buffer> {
    const chosen = typeof options === "string" ? { encoding: options } : options;
    const bytes = await readFile(this.context, this.#on("readFile", path, chosen));
    return chosen.encoding === undefined ? bytes : bytes.toString(chosen.encoding);
  }

  /** Writes a whole file, all that `node:fs` takes and Blobs; what was in it before is gone. */
  async writeFile(path: string, data: Contents, options: WriteFileOptions = {}): Promise<void> {
    return writeFile(this.context, this.#on("writeFile", path, options), data, options);
  }

  /**
   * Downloads a file, or with `recursive` what is in a directory. The file has exactly the bytes that the remote one
   * had, or the download fails; a local file is touched only when the remote one is open.
   *
   * @example
   * ```ts
   * await sftp.get("/pub/big.iso", "big.iso", {
   *   onProgress: (transferred, total) => console.log(`${transferred} of ${total}`),
   *   signal: AbortSignal.timeout(60_000),
   * });
   * ```
   * @throws SFTPError ERR_SFTP_TRUNCATED or ERR_SFTP_CHANGED if the file turned out shorter or longer than the
   *   server said, ERR_SFTP_MISMATCH if it did not arrive whole
   */
  get(remotePath: string, localPath: string | URL, options: TreeOptions): Promise<TreeReport>;
  get(remotePath: string, localPath: string | URL, options?: GetOptions): Promise<TransferReport>;
  async get(
    remotePath: string,
    localPath: string | URL,
    options: GetOptions | TreeOptions = {},
  ): Promise<TransferReport> {
    checkOptions(options);
    const operation = this.#on("get", remotePath, options);
    const target = localPathOf(localPath);
    if (isTree(options)) return (await trees()).getTree(this.context, operation, target, options);
    return get(this.context, operation, localName(target), options, transferLimits(this.context, options));
  }

  /**
   * Uploads a file, or with `recursive` what is in a directory; or, as `putfo` does, contents: a Buffer or another view, a Blob,
   * a stream. A string or a URL is a path, all else is contents. `remotePath` names the file itself, not a directory to put it into. What the server did not acknowledge, byte for byte and at the end by its size, fails.
   *
   * @returns the attributes of the remote file, or none with `confirm: false`, and in `report` what was achieved
   * @throws SFTPError ERR_SFTP_MISMATCH if the server has another size than was sent
   */
  put(localPath: string | URL, remotePath: string, options: PutTreeOptions): Promise<TreeReport>;
  put(localPath: string | URL, remotePath: string, options?: PutOptions): Promise<UploadResult>;
  put(contents: Exclude<Contents, string>, remotePath: string, options?: PutfoOptions): Promise<UploadResult>;
  async put(
    source: URL | Contents,
    remotePath: string,
    options: PutOptions | PutTreeOptions = {},
  ): Promise<TreeReport | UploadResult> {
    if (typeof source !== "string" && !(source instanceof URL))
      return this.putfo(source, remotePath, options as PutfoOptions);
    checkOptions(options);
    const localPath = localPathOf(source);
    const operation = this.#on("put", remotePath, options);
    if (isTree(options)) return (await trees()).putTree(this.context, operation, localPath, options);
    return put(this.context, operation, localName(localPath), options, transferLimits(this.context, options));
  }

  /**
   * Downloads a file into a Node stream or a Web stream, which is not ended.
   *
   * @returns how many bytes were written
   * @throws SFTPError as `get` does
   */
  async getfo(remotePath: string, sink: ByteSink, options: DownloadOptions = {}): Promise<number> {
    checkOptions(options);
    return getfo(this.context, this.#on("getfo", remotePath, options), sink, options);
  }

  /**
   * Uploads what a Node stream, a Web stream, a Blob or any other iterable gives, or text or bytes as a whole. Parts must not
   * be changed after they were given.
   *
   * @returns the attributes of the remote file, or none with `confirm: false`, and in `report` what was achieved
   * @throws SFTPError as `put` does
   */
  async putfo(source: Contents, remotePath: string, options: PutfoOptions = {}): Promise<UploadResult> {
    await using parts = new InputParts(sourceOf(source), options.signal);
    checkOptions(options);
    return await putfo(this.context, this.#on("putfo", remotePath, options), parts, options);
  }

  /**
   * Copies a file, or with `recursive` what is in a directory: at the server if it can (copy-data, copy-file), otherwise
   * through this client; and to another server, if `to` is a client of that.
   *
   * @example
   * ```ts
   * await sftp.copy("/srv/www", "/backup/www", { recursive: true, preserve: true, to: elsewhere });
   * ```
   * @throws SFTPError EINVAL if of two directories at one server one is in the other; what `get` and `put` throw
   */
  copy(sourcePath: string, targetPath: string, options: CopyTreeOptions & OtherServer): Promise<TreeReport>;
  copy(sourcePath: string, targetPath: string, options?: CopyOptions & OtherServer): Promise<TransferReport>;
  async copy(
    sourcePath: string,
    targetPath: string,
    options: (CopyOptions | CopyTreeOptions) & OtherServer = {},
  ): Promise<TransferReport> {
    checkOptions(options);
    const { to = this } = options;
    const source = { context: this.context, path: this.context.resolve(sourcePath) };
    const target = { context: to.context, path: to.context.resolve(targetPath) };
    const { copyFile, copyTree } = await trees();
    if (options.recursive === true) return copyTree(source, target, options);
    return copyFile(source, target, options, options, transferLimits(this.context, options));
  }

  /**
   * Makes a directory what another one is, in either direction or between two servers: transfers what differs in size or in
   * modification time, or in content, so that a second time there is nothing to be done. What is only at the destination is
   * deleted with `delete: true`, and never otherwise. Files are replaced by complete ones (`atomic`).
   *
   * @example
   * ```ts
   * const report = await sftp.sync({ local: "site" }, { remote: "/srv/www" }, { delete: true });
   * console.log(`${report.files} copied, ${report.deleted} deleted, ${report.unchanged} unchanged`);
   * ```
   * @throws SFTPError ENOTDIR if the source is no directory; EEXIST if something of another kind is in the way
   */
  async sync(source: Place, target: Place, options: SyncOptions & OtherServer = {}): Promise<TreeReport> {
    const { to = this } = options;
    const chosen = withDefaults(options);
    checkOptions(chosen);
    const from = "remote" in source ? { remote: this.context.resolve(source.remote) } : source;
    const into = "remote" in target ? { remote: to.context.resolve(target.remote) } : target;
    return (await trees()).sync({ source: this.context, target: to.context }, from, into, chosen);
  }

  #list(name: string, path: string, options: ListOptions): Promise<SFTPAttributes[]> {
    const operation = this.#on(name, path, options);
    return listAll(this.context, operation, READ_AHEADS, unsafeListener(options, operation.path));
  }

  /** An operation on a path. */
  #on(name: string, path: string, options: OperationOptions): PathOperation {
    return this.context.operation(name, path, options);
  }

  /** An operation that has a second path. */
  #between(
    name: string,
    path: string,
    destination: string,
    options: OperationOptions,
  ): PathOperation & { readonly destination: string } {
    return { ...this.#on(name, path, options), destination: this.context.resolve(destination) };
  }
}

function isTree(options: object): options is TreeOptions {
  return "recursive" in options && options.recursive === true;
}

checkArguments(SFTPClient.prototype, clientSurface);
