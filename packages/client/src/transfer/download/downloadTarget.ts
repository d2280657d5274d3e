import { constants } from "node:fs";
import { type FileHandle, lstat, open, rename } from "node:fs/promises";
import type { SFTPAttributes } from "@sftp/attributes";
import type { Remains } from "../failure.ts";
import { type GetOptions, isResumed, keepsPartial } from "../options.ts";
import { folderOf, localTemporaryPath, removeLocalPartial } from "../temporaryName.ts";

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC } = constants;

/** Permissions of a file that is not complete, and those that the umask is applied to. */
const PRIVATE = 0o600;
const ORDINARY = 0o666;

/** What of a remote mode is taken: no set-id and no sticky bits. */
const PERMISSIONS = 0o777;
const OWNER_WRITES = 0o200;

/**
 * The local file that a download is written to: under its own name, or under a temporary one until it is complete.
 */
export class DownloadTarget {
  readonly file: FileHandle;
  /** Up to where everything is written without a gap, as far as is known. */
  written: number | undefined;
  readonly #options: GetOptions;
  readonly #finalPath: string | Buffer;
  /** Where it is now. */
  #path: string | Buffer;
  /** Whether it has taken the place of what was there. */
  readonly #isReplacing: boolean;
  /** The permissions it gets when it is complete; `undefined` if it has them. */
  readonly #mode: number | undefined;

  private constructor(
    file: FileHandle,
    options: GetOptions,
    finalPath: string | Buffer,
    {
      path = finalPath,
      isReplacing = false,
      mode,
    }: { path?: string | Buffer; isReplacing?: boolean; mode?: number } = {},
  ) {
    this.file = file;
    this.#options = options;
    this.#finalPath = finalPath;
    this.#path = path;
    this.#isReplacing = isReplacing;
    this.#mode = mode;
    this.written = isResumed(options) ? undefined : 0;
  }

  /**
   * @param flags for `open`, beside those that every download needs
   * @param source the mode of the remote file, if it is known: a file that is made is never open to more people
   */
  static async open(
    path: string | Buffer,
    options: GetOptions,
    flags: number,
    source = ORDINARY,
  ): Promise<DownloadTarget> {
    const permissions = source & PERMISSIONS;
    if (options.atomic === true) {
      const mode = await replacedMode(path, permissions);
      const part = localTemporaryPath(path);
      const file = await open(part, O_RDWR | O_CREAT | O_EXCL | flags, PRIVATE);
      return new DownloadTarget(file, options, path, { path: part, mode });
    }
    const access = isResumed(options) || options.verify === "hash" ? O_RDWR : O_WRONLY;
    const truncation = isResumed(options) ? 0 : O_TRUNC;
    try {
      // Its owner may write it until it is complete, so that it can be resumed.
      const file = await open(path, access | O_CREAT | O_EXCL | flags, permissions | OWNER_WRITES);
      const isReadOnly = (permissions & OWNER_WRITES) === 0;
      return new DownloadTarget(
        file,
        options,
        path,
        isReadOnly ? { mode: permissions & ~process.umask() } : {},
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const file = await open(path, access | O_CREAT | truncation | flags, permissions | OWNER_WRITES);
      return new DownloadTarget(file, options, path, { isReplacing: true });
    }
  }

  /** Keeps the first `length` bytes of the `there` that there are, and nothing else. */
  async keep(length: number, there: number): Promise<void> {
    // What is no regular file cannot be cut, and need not be.
    if (length < there) await this.file.truncate(length);
    this.written = length;
  }

  /** Everything is written: gives the file its permissions, its times and its name, and closes it. */
  async commit({ mode, atime, mtime }: SFTPAttributes): Promise<void> {
    const { atomic, durable, preserve } = this.#options;
    const preserved = preserve === true && mode !== undefined ? mode & PERMISSIONS : this.#mode;
    if (preserved !== undefined) await this.file.chmod(preserved);
    if (preserve === true && atime !== undefined && mtime !== undefined) await this.file.utimes(atime, mtime);
    if (durable === true) await this.file.sync();
    await this.file.close();
    if (atomic === true) {
      await rename(this.#path, this.#finalPath);
      this.#path = this.#finalPath;
    }
    if (durable === true) await syncFolder(folderOf(this.#finalPath));
  }

  /**
   * The download has failed: closes the file, and removes what it has made, unless that is to be kept.
   *
   * @returns what is left of it, if anything is
   */
  async abandon(): Promise<Remains | undefined> {
    const keeps = keepsPartial(this.#options);
    if (keeps && this.written !== undefined) await this.file.truncate(this.written).catch(() => {});
    await this.file.close().catch(() => {});
    // What has its name was complete before.
    if (this.#options.atomic === true && this.#path === this.#finalPath) return undefined;
    const left = { leftover: this.#path.toString(), replaced: this.#isReplacing };
    if (keeps || this.#isReplacing) return left;
    return (await removeLocalPartial(this.#path)) ? undefined : left;
  }
}

/** The permissions of the file that is replaced, otherwise those of a new one. */
async function replacedMode(path: string | Buffer, permissions: number): Promise<number> {
  try {
    const stats = await lstat(path);
    if (stats.isFile()) return stats.mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return permissions & ~process.umask();
}

/** Has what was done to the names in a folder survive a power cut; Windows sees to it by itself. */
async function syncFolder(path: string | Buffer): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
