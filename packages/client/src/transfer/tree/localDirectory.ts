import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname } from "node:path";
import type { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";
import { joinLocal, localEntries, pathBytes } from "./localPath.ts";

const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

/** Where Linux shows the open descriptors of this process as paths. */
const DESCRIPTORS = "/proc/self/fd";

/**
 * A local folder that things are put into. Where the system allows it (Linux), it is held by a descriptor and
 * all that is in it is named through that: whoever swaps a folder for a link meanwhile leads nothing astray.
 * Elsewhere a link in the place of a folder is refused where it is met.
 */
export class LocalDirectory {
  /** The folder as people know it. */
  readonly path: string;
  readonly #held: FileHandle | undefined;

  private constructor(path: string, held: FileHandle | undefined) {
    this.path = path;
    this.#held = held;
  }

  /** The folder at a path of the user's own choice, made if it is missing; links on the way are followed. */
  static async make(path: string): Promise<LocalDirectory> {
    await makeLocalDirectories(path);
    return new LocalDirectory(path, await hold(Buffer.from(path), 0));
  }

  /** As `make`, but `undefined` if there is nothing. */
  static async find(path: string): Promise<LocalDirectory | undefined> {
    try {
      if (!(await stat(path)).isDirectory()) throw notFolder(path);
      return new LocalDirectory(path, await hold(Buffer.from(path), 0));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** A folder in this one, made if it is missing. */
  make(name: string): Promise<LocalDirectory> {
    return this.do(name, async (path) => {
      await mkdir(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
      return this.#hold(name, path);
    });
  }

  /** A folder that is in this one. */
  find(name: string): Promise<LocalDirectory> {
    return this.do(name, (path) => this.#hold(name, path));
  }

  async #hold(name: string, path: Buffer): Promise<LocalDirectory> {
    const held = await hold(path, O_NOFOLLOW);
    if (held === undefined && !(await lstat(path)).isDirectory()) throw notFolder(path.toString());
    return new LocalDirectory(joinLocal(this.path, name), held);
  }

  /** What is in it, links as themselves. */
  list(found: () => void): Promise<SFTPAttributes[]> {
    return this.do("", async (path) => {
      const entries: SFTPAttributes[] = [];
      for await (const entry of localEntries(utf8.decode(path))) {
        found();
        entries.push(entry);
      }
      return entries;
    });
  }

  /** Makes a link in this folder; one that is there already is replaced. */
  link(name: string, target: string): Promise<void> {
    return this.do(name, async (path) => {
      const targetPath = pathBytes(target);
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

  /** The target of a link as it is stored. */
  readlink(name: string): Promise<string> {
    return this.do(name, async (path) => utf8.decode(await readlink(path, "buffer")));
  }

  /** Removes a file or a link, or a folder that is empty. */
  remove(name: string, isFolder: boolean): Promise<void> {
    return this.do(name, (path) => (isFolder ? rmdir(path) : unlink(path)));
  }

  /** Whether the file system takes two names for one: tried out in a folder of its own. */
  areOne(one: string, other: string): Promise<boolean> {
    return this.do(`.sftp-${randomBytes(8).toString("hex")}`, async (path) => {
      const inside = (name: string): Buffer => Buffer.concat([path, pathBytes(`/${name}`)]);
      await mkdir(path, { mode: 0o700 });
      try {
        await writeFile(inside(one), "", { flag: "wx" });
        return await lstat(inside(other)).then(
          () => true,
          () => false,
        );
      } finally {
        await rm(path, { recursive: true });
      }
    });
  }

  /** Sets the folder's own permissions and times. */
  async preserve({ mode, atime, mtime }: SFTPAttributes): Promise<void> {
    const itself = this.#held ?? {
      chmod: (bits: number) => chmod(this.path, bits),
      utimes: (accessed: Date, modified: Date) => utimes(this.path, accessed, modified),
    };
    // No set-id and no sticky bits come from a server.
    if (mode !== undefined) await itself.chmod(mode & 0o777);
    if (atime !== undefined && mtime !== undefined) await itself.utimes(atime, mtime);
  }

  /** Does something with the path of a name in this folder; errors show it as people know it. */
  async do<T>(name: string, work: (path: Buffer) => Promise<T>): Promise<T> {
    const path = Buffer.concat([Buffer.from(this.#prefix()), pathBytes(name)]);
    try {
      return await work(path);
    } catch (error) {
      throw renamed(error, this.#prefix(), joinLocal(this.path, ""));
    }
  }

  async close(): Promise<void> {
    await this.#held?.close();
  }

  #prefix(): string {
    return this.#held === undefined ? joinLocal(this.path, "") : `${DESCRIPTORS}/${this.#held.fd}/`;
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

function notFolder(path: string): Error {
  return Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${path}'`), { code: "ENOTDIR", path });
}

/** An error with the names of the folder's own things as people know them: the system's, and what a transfer has left. */
function renamed(error: unknown, prefix: string, shown: string): unknown {
  if (!(error instanceof Error)) return error;
  for (const field of ["message", "path", "dest", "leftover"]) {
    const text: unknown = Reflect.get(error, field);
    if (typeof text === "string" && text.includes(prefix))
      Reflect.set(error, field, text.replaceAll(prefix, shown));
  }
  return error;
}

/**
 * Makes a local folder, and those above it that are missing. Node's recursive `mkdir` would try for ever where nothing can
 * be made but ENOENT is the answer, as in /proc.
 */
export async function makeLocalDirectories(path: string): Promise<void> {
  try {
    await makeLocalDirectory(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    await makeLocalDirectories(parent);
    await makeLocalDirectory(path);
  }
}

async function makeLocalDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isThere) throw error;
  }
}
