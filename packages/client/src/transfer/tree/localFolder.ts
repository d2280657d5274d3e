import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, symlink, unlink } from "node:fs/promises";
import { sep } from "node:path";
import type { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";

const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

/** Where Linux shows the open descriptors of this process as paths. */
const DESCRIPTORS = "/proc/self/fd";

/**
 * A local folder that things are put into. Where the system allows it (Linux), it is held by a descriptor and
 * all that is in it is named through that: whoever swaps a folder for a link meanwhile leads nothing astray.
 * Elsewhere a link in the place of a folder is refused where it is met.
 */
export class LocalFolder {
  /** The folder as people know it. */
  readonly path: string;
  readonly #held: FileHandle | undefined;

  private constructor(path: string, held: FileHandle | undefined) {
    this.path = path;
    this.#held = held;
  }

  /** The folder at a path of the user's own choice, made if it is missing; links on the way are followed. */
  static async open(path: string): Promise<LocalFolder> {
    await mkdir(path, { recursive: true });
    return new LocalFolder(path, await hold(Buffer.from(path), 0));
  }

  /** A folder in this one, made if it is missing. */
  enter(name: string): Promise<LocalFolder> {
    return this.do(name, async (path) => {
      await mkdir(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
      if (O_NOFOLLOW === 0 && !(await lstat(path)).isDirectory()) {
        throw Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${path.toString()}'`), {
          code: "ENOTDIR",
        });
      }
      return new LocalFolder(this.#nameOf(name), await hold(path, O_NOFOLLOW));
    });
  }

  /** Makes a link in this folder; one that is there already is replaced. */
  link(name: string, target: string): Promise<void> {
    return this.do(name, async (path) => {
      const targetPath = Buffer.from(utf8.encode(target));
      try {
        await symlink(targetPath, path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        if (!(await lstat(path)).isSymbolicLink()) throw error;
        await unlink(path);
        await symlink(targetPath, path);
      }
    });
  }

  /** Sets the folder's own permissions and times. */
  async preserve({ mode, atime, mtime }: SFTPAttributes): Promise<void> {
    if (this.#held === undefined) return;
    if (mode !== undefined) await this.#held.chmod(mode & 0o7777);
    if (atime !== undefined && mtime !== undefined) await this.#held.utimes(atime, mtime);
  }

  /** Does something with the path of a name in this folder; errors show it as people know it. */
  async do<T>(name: string, work: (path: Buffer) => Promise<T>): Promise<T> {
    const path = Buffer.concat([Buffer.from(this.#prefix()), utf8.encode(name)]);
    try {
      return await work(path);
    } catch (error) {
      throw renamed(error, path.toString(), this.#nameOf(name));
    }
  }

  async close(): Promise<void> {
    await this.#held?.close();
  }

  #nameOf(name: string): string {
    return this.path.endsWith(sep) ? this.path + name : this.path + sep + name;
  }

  #prefix(): string {
    return this.#held === undefined ? this.#nameOf("") : `${DESCRIPTORS}/${this.#held.fd}/`;
  }
}

/** A descriptor of the folder, if this system lets one name things through it. */
async function hold(path: Buffer, flags: number): Promise<FileHandle | undefined> {
  if (process.platform !== "linux") return undefined;
  const held = await open(path, O_RDONLY | O_DIRECTORY | flags);
  const usable = await realpath(`${DESCRIPTORS}/${held.fd}`).then(
    () => true,
    () => false,
  );
  if (usable) return held;
  await held.close();
  return undefined;
}

function renamed(error: unknown, path: string, name: string): unknown {
  if (error instanceof Error && "path" in error && error.path === path) {
    error.message = error.message.replaceAll(path, name);
    error.path = name;
  }
  return error;
}
