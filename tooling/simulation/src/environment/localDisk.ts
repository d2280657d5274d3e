import fs, { type PathLike } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { callbackify } from "node:util";
import { isUint8Array } from "node:util/types";

/** What a {@link LocalDisk} does before a call of `node:fs/promises`; it may wait, and it may throw the call's error. */
export type BeforeCall = (call: LocalCall) => Promise<void>;

/** A call of `node:fs/promises`. */
export interface LocalCall {
  readonly name: string;
  /** The path that it is about; for a call of an open file, the path by which it was opened. */
  readonly path: string;
}

/** Calls that have a synchronous form under the same name. */
const CALLS = [
  "access", "chmod", "chown", "lchown", "link", "lstat", "lutimes", "mkdir", "mkdtemp", "readFile", "readdir", "readlink",
  "realpath", "rename", "rm", "rmdir", "stat", "statfs", "symlink", "truncate", "unlink", "utimes", "writeFile",
] as const; // prettier-ignore

/**
 * Replaces `node:fs/promises` of this process: each call is done at once and by itself when a world says so, never in a
 * thread, so that the order of calls depends on nothing but the seed. The files are real.
 */
export class LocalDisk {
  /** What happens before each call. */
  before: BeforeCall = async () => {};
  /** What happens before a server's fsync; it may wait, and it may throw. */
  beforeServerSync: (path: string) => Promise<void> = async () => {};
  /** The calls as they are. */
  readonly real: typeof fs;
  /** Puts an old fault back: the memory of a transfer is used by the next one, whoever still looks at it. */
  releasesEarly = false;
  /** Memory that transfers have used, by its length. */
  readonly #released = new Map<number, Uint8Array>();
  /** Files that are open at present, with the names of those who opened them. */
  readonly open = new Set<string>();

  /** Must run before the modules that capture the calls are loaded. */
  static install(real: typeof fs): LocalDisk {
    const disk = new LocalDisk(real);
    const sync = real as unknown as Record<string, (...args: unknown[]) => unknown>;
    const promised = fs.promises as unknown as Record<string, unknown>;
    for (const name of CALLS) {
      promised[name] = async (...args: unknown[]) => {
        await disk.before({ name, path: String(args[0]) });
        return sync[`${name}Sync`]!(...args);
      };
    }
    promised["open"] = async (path: PathLike, flags?: string | number, mode?: number) => {
      await disk.before({ name: "open", path: String(path) });
      return new DiskFile(disk, real.openSync(path, flags ?? "r", mode), String(path));
    };
    promised["opendir"] = async (path: PathLike, options?: fs.OpenDirOptions) => {
      await disk.before({ name: "opendir", path: String(path) });
      return listing(real.opendirSync(path as string, options));
    };
    // The one call that fs-backend makes in a thread even with `io: "sync"`.
    Object.assign(fs, {
      fsync: callbackify(async (fd: number) => {
        await disk.beforeServerSync(pathOf(real, fd));
        real.fsyncSync(fd);
      }),
    });
    syncBuiltinESMExports();
    return disk;
  }

  private constructor(real: typeof fs) {
    this.real = real;
  }

  /** Forgets what a world before had. */
  reset(): void {
    this.before = async () => {};
    this.beforeServerSync = async () => {};
    this.open.clear();
    this.#released.clear();
  }

  /** A transfer has ended, and with it the use of this memory. */
  release(memory: readonly Uint8Array[]): void {
    if (this.releasesEarly) for (const each of memory) this.#released.set(each.length, each);
  }

  /** Bytes were read for a transfer: into what a transfer before it has released, if that has the length. */
  wasRead(into: Uint8Array): void {
    this.#released.get(into.length)?.set(into);
  }
}

/** An open file with the methods of Node's `FileHandle` that transfers use. */
class DiskFile {
  readonly fd: number;
  readonly #disk: LocalDisk;
  readonly #path: string;
  readonly #key: string;
  readonly #memory: Uint8Array[] = [];
  #closed = false;

  constructor(disk: LocalDisk, fd: number, path: string) {
    this.#disk = disk;
    this.fd = fd;
    this.#path = path;
    this.#key = `${path} (descriptor ${fd})`;
    disk.open.add(this.#key);
  }

  async read(into: Uint8Array, offset = 0, length = into.length - offset, position: number | null = null) {
    if (!isUint8Array(into)) throw new TypeError("this disk reads into a Uint8Array only");
    await this.#before("read");
    const bytesRead = this.#disk.real.readSync(this.fd, into, offset, length, position);
    this.#disk.wasRead(into);
    this.#memory.push(into);
    return { bytesRead, buffer: into };
  }

  async write(data: Uint8Array, offset = 0, length = data.length - offset, position: number | null = null) {
    await this.#before("write");
    return { bytesWritten: this.#disk.real.writeSync(this.fd, data, offset, length, position), buffer: data };
  }

  async stat(options?: fs.StatOptions) {
    await this.#before("fstat");
    return this.#disk.real.fstatSync(this.fd, options as fs.StatOptions);
  }

  async truncate(length = 0) {
    await this.#before("ftruncate");
    this.#disk.real.ftruncateSync(this.fd, length);
  }

  async chmod(mode: number) {
    await this.#before("fchmod");
    this.#disk.real.fchmodSync(this.fd, mode);
  }

  async utimes(atime: number | Date, mtime: number | Date) {
    await this.#before("futimes");
    this.#disk.real.futimesSync(this.fd, atime, mtime);
  }

  async sync() {
    await this.#before("fsync");
    this.#disk.real.fsyncSync(this.fd);
  }

  async datasync() {
    await this.#before("fdatasync");
    this.#disk.real.fdatasyncSync(this.fd);
  }

  async readFile() {
    await this.#before("readFile");
    return this.#disk.real.readFileSync(this.fd);
  }

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#disk.open.delete(this.#key);
    this.#disk.release(this.#memory);
    // A close that fails has closed all the same.
    try {
      await this.#disk.before({ name: "close", path: this.#path });
    } finally {
      this.#disk.real.closeSync(this.fd);
    }
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  #before(name: string): Promise<void> {
    if (this.#closed) throw Object.assign(new Error("EBADF: the file is closed"), { code: "EBADF" });
    return this.#disk.before({ name, path: this.#path });
  }
}

/** An open directory whose calls promise, and are done at once. */
function listing(directory: fs.Dir): object {
  const close = async (): Promise<void> => directory.closeSync();
  return {
    path: directory.path,
    read: async () => directory.readSync(),
    close,
    async *[Symbol.asyncIterator]() {
      try {
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry;
      } finally {
        directory.closeSync();
      }
    },
  };
}

/** Where an open descriptor leads. */
function pathOf(real: typeof fs, fd: number): string {
  try {
    return real.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return `descriptor ${fd}`;
  }
}
