import type { Attrs, ReplyTo, RequestName } from "@sftp/wire";
import { checkPath } from "../file/checkFile.ts";
import type { CheckOptions } from "../file/openFile.ts";
import { callError } from "../session/callError.ts";
import type { CallOptions, OperationOptions } from "../session/callOptions.ts";
import { onlyName } from "../tree/nameOf.ts";
import { existsAlready } from "../tree/probes.ts";
import { seconds } from "../tree/seconds.ts";
import { withProbe } from "../tree/withProbe.ts";
import { TreeClient } from "./treeClient.ts";

/** A file system's figures: `bsize` and `frsize` in bytes, blocks in units of `frsize`, all exact. */
export type FileSystemStats = ReplyTo<"statvfs@openssh.com">;

/** How much room there is, in bytes. */
export type SpaceAvailable = ReplyTo<"space-available">;

/**
 * What servers can do beyond the protocol itself. Each is refused locally with ENOTSUP where the server has not
 * announced it; `capabilities.has()` tells beforehand.
 */
export class ExtensionClient extends TreeClient {
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
    const { force = false, ...rest } = options;
    const call = { ...this.call("posixRename", oldPath, rest), destination: this.resolve(newPath) };
    if (!force) this.#require("posix-rename@openssh.com", call);
    const body = { oldPath: call.path, newPath: call.destination };
    await this.session.call("posix-rename@openssh.com", body, call);
  }

  /** Gives a file a second name (hardlink@openssh.com). */
  async hardlink(existingPath: string, newPath: string, options: OperationOptions = {}): Promise<void> {
    const call = { ...this.call("hardlink", existingPath, options), destination: this.resolve(newPath) };
    this.#require("hardlink@openssh.com", call);
    const body = { oldPath: call.path, newPath: call.destination };
    await withProbe(this.session, call, existsAlready, () =>
      this.session.call("hardlink@openssh.com", body, call),
    );
  }

  /** The figures of the file system that a path is on (statvfs@openssh.com). */
  async statvfs(path: string, options: OperationOptions = {}): Promise<FileSystemStats> {
    const call = this.call("statvfs", path, options);
    this.#require("statvfs@openssh.com", call);
    return this.session.call("statvfs@openssh.com", { path: call.path }, call);
  }

  /** How much room there is where a path is (space-available). */
  async spaceAvailable(path: string, options: OperationOptions = {}): Promise<SpaceAvailable> {
    const call = this.call("spaceAvailable", path, options);
    this.#require("space-available", call);
    return this.session.call("space-available", { path: call.path }, call);
  }

  /** Sets the permissions of a link itself (lsetstat@openssh.com). */
  async lchmod(path: string, mode: number, options: OperationOptions = {}): Promise<void> {
    return this.#lsetstat("lchmod", path, { mode }, options);
  }

  /** Sets owner and group of a link itself (lsetstat@openssh.com). */
  async lchown(path: string, uid: number, gid: number, options: OperationOptions = {}): Promise<void> {
    return this.#lsetstat("lchown", path, { uid, gid }, options);
  }

  /** Sets the times of a link itself (lsetstat@openssh.com); see `utime`. */
  async lutime(
    path: string,
    times: readonly [atime: Date | number, mtime: Date | number] | null,
    options: OperationOptions = {},
  ): Promise<void> {
    return this.#lsetstat("lutime", path, seconds(times), options);
  }

  /** The absolute form of a path with `~` or `~user` in front (expand-path@openssh.com). */
  async expandPath(path: string, options: OperationOptions = {}): Promise<string> {
    // Not below the working directory: `~` is looked at by the server.
    const call = { ...options, operation: "expandPath", path };
    this.#require("expand-path@openssh.com", call);
    return onlyName((await this.session.call("expand-path@openssh.com", { path }, call)).entries, call);
  }

  /** The home directory of a user; without a name, of the one who is logged in (home-directory). */
  async homeDirectory(username = "", options: OperationOptions = {}): Promise<string> {
    // OpenSSH knows no user without a name, but what `~` is.
    if (username === "" && this.capabilities.has("expand-path@openssh.com"))
      return this.expandPath("~", options);
    const call = { ...options, operation: "homeDirectory" };
    this.#require("home-directory", call);
    return onlyName((await this.session.call("home-directory", { username }, call)).entries, call);
  }

  /** The names of users and groups, in the order of the ids; "" where there is none (users-groups-by-id@openssh.com). */
  async usersGroupsById(
    uids: readonly number[],
    gids: readonly number[],
    options: OperationOptions = {},
  ): Promise<ReplyTo<"users-groups-by-id@openssh.com">> {
    const call = { ...options, operation: "usersGroupsById" };
    this.#require("users-groups-by-id@openssh.com", call);
    return this.session.call("users-groups-by-id@openssh.com", { uids: [...uids], gids: [...gids] }, call);
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
    const { length = 0, blockSize = 0, ...rest } = options;
    const call = this.call("check", path, rest);
    this.#require("check-file", call);
    const range = { algorithms: [algorithms].flat().join(","), offset, length, blockSize };
    return (await checkPath(this.session, call.path, range, call)).digests;
  }

  /** The MD5 digest of a part of a file, by default all of it, that the server computes (md5-hash). */
  async md5Hash(
    path: string,
    offset = 0,
    options: OperationOptions & { length?: number | undefined } = {},
  ): Promise<Buffer> {
    const { length = 0, ...rest } = options;
    const call = this.call("md5Hash", path, rest);
    this.#require("md5-hash", call);
    const body = { path: call.path, offset, length, quickHash: new Uint8Array(0) };
    return Buffer.from((await this.session.call("md5-hash", body, call)).digest);
  }

  async #lsetstat(operation: string, path: string, attrs: Attrs, options: OperationOptions): Promise<void> {
    const call = this.call(operation, path, options);
    this.#require("lsetstat@openssh.com", call);
    await this.session.call("lsetstat@openssh.com", { path: call.path, attrs }, call);
  }

  #require(extension: RequestName, call: CallOptions): void {
    if (this.capabilities.has(extension)) return;
    throw callError("ENOTSUP", `the server does not offer ${extension}`, call);
  }
}
