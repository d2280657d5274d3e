import { DisposableIterator } from "../disposableIterator.ts";
import { callError } from "../session/callError.ts";
import type { OperationOptions } from "../session/callOptions.ts";
import { copyFile } from "../transfer/copy/copyFile.ts";
import type { CopyOptions, CopyTreeOptions } from "../transfer/copy/copyOptions.ts";
import { copyTree } from "../transfer/copy/copyTree.ts";
import { sync } from "../transfer/sync/sync.ts";
import { type Place, type SyncOptions, withDefaults } from "../transfer/sync/syncOptions.ts";
import { checkOptions } from "../transfer/checkOptions.ts";
import { type Paced, pacerOf } from "../transfer/pacer.ts";
import type { TransferOptions } from "../transfer/transferOptions.ts";
import type { TreeReport } from "../transfer/tree/treeReport.ts";
import type { TransferReport } from "../transfer/transferReport.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { isMissing } from "../tree/isMissing.ts";
import { readFile, type ReadFileOptions } from "../whole/readFile.ts";
import { removeTree } from "../whole/removeTree.ts";
import { walk, type WalkEntry, type WalkOptions } from "../whole/walk.ts";
import { writeFile, type WriteFileOptions } from "../whole/writeFile.ts";
import { FileClient } from "./fileClient.ts";

/** What `rm` takes beside the path. */
export interface RmOptions extends OperationOptions {
  /** Removes a folder with all that is in it. Default: false. */
  recursive?: boolean | undefined;
  /** Is content if there is nothing of that name. Default: false. */
  force?: boolean | undefined;
}

/** What an operation takes that has its target at a server, which may be another one. */
export interface OtherServer {
  /** The client of the server that the target is at. Default: this one. */
  to?: WholeClient | undefined;
}

/** Whole files and whole folders in one call each. */
export class WholeClient extends FileClient {
  /** Whether a path names something; a link that leads nowhere does not. */
  async exists(path: string, options: OperationOptions = {}): Promise<boolean> {
    const call = this.call("exists", path, options);
    try {
      await attributesOf(this.session, "stat", call.path, call);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /**
   * The content of a file: as text with an `encoding`, else as bytes.
   *
   * @example
   * ```ts
   * const config = JSON.parse(await sftp.readFile("/etc/app.json", { encoding: "utf8" }));
   * ```
   */
  readFile(path: string, options: ReadFileOptions & { encoding: BufferEncoding }): Promise<string>;
  readFile(path: string, options?: ReadFileOptions): Promise<Buffer>;
  async readFile(path: string, options: ReadFileOptions = {}): Promise<string | Buffer> {
    const bytes = await readFile(this.session, this.call("readFile", path, options));
    return options.encoding === undefined ? bytes : bytes.toString(options.encoding);
  }

  /** Writes a whole file; what was in it before is gone. */
  async writeFile(path: string, data: string | Uint8Array, options: WriteFileOptions = {}): Promise<void> {
    return writeFile(this.session, data, this.call("writeFile", path, options));
  }

  /**
   * Copies a file, or with `recursive` what is in a folder: at the server where it can (copy-data, copy-file), else
   * through this client; and to another server, if `to` is a client of that.
   *
   * @example
   * ```ts
   * await sftp.copy("/srv/www", "/backup/www", { recursive: true, preserve: true, to: elsewhere });
   * ```
   * @throws SFTPError EINVAL if of two folders at one server one is in the other; what `get` and `put` throw
   */
  copy(sourcePath: string, targetPath: string, options: CopyTreeOptions & OtherServer): Promise<TreeReport>;
  copy(sourcePath: string, targetPath: string, options?: CopyOptions & OtherServer): Promise<TransferReport>;
  async copy(
    sourcePath: string,
    targetPath: string,
    { to = this, ...rest }: (CopyOptions | CopyTreeOptions) & OtherServer = {},
  ): Promise<TransferReport> {
    const options = this.transferOptions(rest);
    const source = { session: this.session, path: this.resolve(sourcePath) };
    const target = { session: to.session, path: to.resolve(targetPath) };
    return options.recursive === true ? copyTree(source, target, options) : copyFile(source, target, options);
  }

  /**
   * Makes a folder what another one is, in either direction or between two servers: transfers what differs in size or in
   * modification time, or in content, so that a second time there is nothing to be done. What is only at the target is
   * deleted with `delete: true`, and never otherwise. Files are replaced by complete ones (`atomic`).
   *
   * @example
   * ```ts
   * const report = await sftp.sync({ local: "site" }, { remote: "/srv/www" }, { delete: true });
   * console.log(`${report.files} copied, ${report.deleted} deleted, ${report.unchanged} unchanged`);
   * ```
   * @throws SFTPError ENOTDIR if the source is no folder; EEXIST if something of another kind is in the way
   */
  async sync(
    source: Place,
    target: Place,
    { to = this, ...rest }: SyncOptions & OtherServer = {},
  ): Promise<TreeReport> {
    const options = this.transferOptions(withDefaults(rest));
    const from = "remote" in source ? { remote: this.resolve(source.remote) } : source;
    const into = "remote" in target ? { remote: to.resolve(target.remote) } : target;
    return sync({ source: this.session, target: to.session }, from, into, options);
  }

  /**
   * Removes a file or link, or with `recursive` also a folder and all that is in it.
   *
   * @throws SFTPError EISDIR for a folder without `recursive`
   */
  async rm(path: string, options: RmOptions = {}): Promise<void> {
    const { recursive = false, force = false, ...rest } = options;
    const call = this.call("rm", path, rest);
    try {
      const attributes = await attributesOf(this.session, "lstat", call.path, call);
      if (!attributes.isDirectory()) await this.session.call("remove", { path: call.path }, call);
      else if (recursive) await removeTree(this.session, attributes, call);
      else throw callError("EISDIR", "it is a folder: set recursive to remove it", call);
    } catch (error) {
      if (!force || !isMissing(error)) throw error;
    }
  }

  /**
   * All that is below a folder, each before what is in it. Links are not followed.
   *
   * @example
   * ```ts
   * for await (const { path, attributes } of sftp.walk("/srv")) {
   *   if (attributes.isFile()) console.log(path, attributes.size);
   * }
   * ```
   */
  walk(path = ".", options: WalkOptions = {}): DisposableIterator<WalkEntry> {
    return new DisposableIterator(walk(this.session, this.call("walk", path, options)));
  }

  /** The options of a transfer with what holds for all of this client's. */
  protected transferOptions<O extends Omit<TransferOptions, "onProgress">>(options: O): O & Paced {
    checkOptions(options);
    const pacer = pacerOf(options.rateLimit);
    return { maxInFlightBytes: this.options.maxInFlightBytes, ...options, pacer };
  }
}
