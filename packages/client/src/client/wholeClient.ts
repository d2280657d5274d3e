import { DisposableIterator } from "../disposableIterator.ts";
import { callError } from "../session/callError.ts";
import type { OperationOptions } from "../session/callOptions.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { isMissing } from "../tree/isMissing.ts";
import { copyRemote } from "../whole/copyRemote.ts";
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

  /** Copies a file at the server (copy-data), or, with a server that cannot, through this client. */
  async copy(sourcePath: string, targetPath: string, options: OperationOptions = {}): Promise<void> {
    const call = { ...this.call("copy", sourcePath, options), destination: this.resolve(targetPath) };
    return copyRemote(this.session, this.capabilities.has("copy-data"), call);
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
}
