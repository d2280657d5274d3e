import type { SFTPAttributes } from "@sftp/attributes";
import type { Attrs, RequestBody, RequestName, SFTPError } from "@sftp/wire";
import type { DisposableIterator } from "../disposableIterator.ts";
import type { CallOptions, OperationOptions } from "../session/callOptions.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { isFullOrNoFolder } from "../tree/isFullOrNoFolder.ts";
import { type FolderCall, listFolder } from "../tree/listFolder.ts";
import { makeFolders } from "../tree/makeFolders.ts";
import { nameOf } from "../tree/nameOf.ts";
import { existsAlready, isFolder } from "../tree/probes.ts";
import { seconds } from "../tree/seconds.ts";
import { symlink } from "../tree/symlink.ts";
import { type Probe, withProbe } from "../tree/withProbe.ts";
import { SessionClient } from "./sessionClient.ts";

/** How many READDIRs a listing keeps on their way, at most. */
const READ_AHEADS = 50;

/** What `mkdir` takes beside the path. */
export interface MkdirOptions extends OperationOptions {
  /** Permissions of the new directory, as far as the server's umask leaves them. Default: 0o777. */
  mode?: number | undefined;
  /** Makes the directories above it too, and is content if it is there already. Default: false. */
  recursive?: boolean | undefined;
}

/** What a listing takes. */
export interface ListOptions extends OperationOptions {
  /**
   * Told of each entry that is left out because its name is unsafe: one with a slash or a NUL, an empty one, one of more than
   * 1,024 bytes. The second argument is the directory. Default: a warning of the process, once for each client.
   */
  onError?: ((error: SFTPError, path: string) => void) | undefined;
}

/** The operations on names: attributes, listings, directories, links, renaming, removing. */
export class TreeClient extends SessionClient {
  /** The attributes of what a path names, following links. Only what the server sent is in them. */
  async stat(path: string, options: OperationOptions = {}): Promise<SFTPAttributes> {
    const call = this.call("stat", path, options);
    return await attributesOf(this.session, "stat", call.path, call);
  }

  /** As `stat`, but of a link itself. */
  async lstat(path: string, options: OperationOptions = {}): Promise<SFTPAttributes> {
    const call = this.call("lstat", path, options);
    return await attributesOf(this.session, "lstat", call.path, call);
  }

  /** The names in a folder, in any order, without "." and "..". */
  async listdir(path = ".", options: ListOptions = {}): Promise<string[]> {
    const entries = await this.#all("listdir", path, options);
    return entries.map(({ filename }) => filename!);
  }

  /**
   * The entries of a folder with their attributes, in any order, without "." and "..".
   *
   * @example
   * ```ts
   * const entries = await sftp.listdirAttr("/var/log");
   * const bytes = entries.reduce((sum, { size = 0 }) => sum + size, 0);
   * ```
   */
  async listdirAttr(path = ".", options: ListOptions = {}): Promise<SFTPAttributes[]> {
    return this.#all("listdirAttr", path, options);
  }

  /**
   * The entries of a folder one after another, for folders of any size. Other operations inside the loop are
   * fine, and leaving it early closes the folder.
   *
   * @param readAheads the most requests on their way; it begins with two
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
    const call = this.#listing("listdirIter", path, options);
    return listFolder(this.session, { ...call, readAheads: Math.max(1, readAheads) });
  }

  /** Makes a directory; its parent must exist unless `recursive` is set. The last argument may be the mode alone. */
  async mkdir(path: string, options: MkdirOptions | number = {}): Promise<void> {
    const {
      mode = 0o777,
      recursive,
      ...rest
    }: MkdirOptions = typeof options === "number" ? { mode: options } : options;
    const call = this.call("mkdir", path, rest);
    if (recursive === true) await makeFolders(this.session, mode, call);
    else await this.#attempt("mkdir", { path: call.path, attrs: { mode } }, call, existsAlready);
  }

  /** Removes an empty directory. */
  async rmdir(path: string, options: OperationOptions = {}): Promise<void> {
    const call = this.call("rmdir", path, options);
    await this.#attempt("rmdir", { path: call.path }, call, isFullOrNoFolder);
  }

  /** Removes a file, or a link but not its target. */
  async remove(path: string, options: OperationOptions = {}): Promise<void> {
    const call = this.call("remove", path, options);
    await this.#attempt("remove", { path: call.path }, call, isFolder);
  }

  /** The same as `remove`. */
  async unlink(path: string, options: OperationOptions = {}): Promise<void> {
    return this.remove(path, options);
  }

  /** Renames or moves; fails if `newPath` exists. */
  async rename(oldPath: string, newPath: string, options: OperationOptions = {}): Promise<void> {
    const call = { ...this.call("rename", oldPath, options), destination: this.resolve(newPath) };
    const body = { oldPath: call.path, newPath: call.destination };
    await this.#attempt("rename", body, call, existsAlready);
  }

  /** The target of a link as it is stored, which may be relative. */
  async readlink(path: string, options: OperationOptions = {}): Promise<string> {
    const call = this.call("readlink", path, options);
    return nameOf(this.session, "readlink", call.path, call);
  }

  /**
   * Makes a link at `path` that points to `target`, which is stored as it stands, whatever the working
   * directory is.
   */
  async symlink(target: string, path: string, options: OperationOptions = {}): Promise<void> {
    const call = this.call("symlink", path, options);
    return withProbe(this.session, call, existsAlready, () => symlink(this.session, target, call));
  }

  /** Sets the permissions, and nothing else. */
  async chmod(path: string, mode: number, options: OperationOptions = {}): Promise<void> {
    return this.#setstat("chmod", path, { mode }, options);
  }

  /** Sets owner and group, and nothing else. SFTP has them only together. */
  async chown(path: string, uid: number, gid: number, options: OperationOptions = {}): Promise<void> {
    return this.#setstat("chown", path, { uid, gid }, options);
  }

  /**
   * Sets access and modification time, and nothing else: Dates or seconds since 1970, fractions dropped; `null`
   * is now, by this computer's clock.
   *
   * @throws RangeError for times before 1970 or after 2106, which SFTP v3 cannot say
   */
  async utime(
    path: string,
    times: readonly [atime: Date | number, mtime: Date | number] | null,
    options: OperationOptions = {},
  ): Promise<void> {
    return this.#setstat("utime", path, seconds(times), options);
  }

  /** Sets the size, and nothing else: what is beyond is lost, what is missing becomes zeros. */
  async truncate(path: string, size: number | bigint, options: OperationOptions = {}): Promise<void> {
    return this.#setstat("truncate", path, { size }, options);
  }

  /** An operation's options with what its errors name. */
  protected call<O extends OperationOptions>(
    operation: string,
    path: string,
    options: O,
  ): O & CallOptions & { path: string } {
    return { ...options, operation, path: this.resolve(path) };
  }

  /** Sends a request whose failure `probe` may explain. */
  async #attempt<N extends RequestName>(
    name: N,
    body: RequestBody<N>,
    call: CallOptions & { path: string },
    probe: Probe,
  ): Promise<void> {
    await withProbe(this.session, call, probe, () => this.session.call(name, body, call));
  }

  async #setstat(operation: string, path: string, attrs: Attrs, options: OperationOptions): Promise<void> {
    const call = this.call(operation, path, options);
    await this.session.call("setstat", { path: call.path, attrs }, call);
  }

  #listing(operation: string, path: string, { onError, ...options }: ListOptions): FolderCall {
    const call = { ...this.call(operation, path, options), readAheads: READ_AHEADS };
    return { ...call, onUnsafe: onError && ((error) => onError(error, call.path)) };
  }

  #all(operation: string, path: string, options: ListOptions): Promise<SFTPAttributes[]> {
    const call = this.#listing(operation, path, options);
    return this.session.room.during(1, call.signal, (reservation) =>
      listFolder(this.session, { ...call, reservation }).toArray(),
    );
  }
}
