import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import type * as node from "node:fs/promises";
import type { Contents } from "../arguments/bytes.ts";
import { checkedFunction, type Parameters } from "../arguments/checkArguments.ts";
import { fsSurface } from "../arguments/fsSurface.ts";
import type { SFTPClient } from "../client.ts";
import {
  encodingOf,
  modeOf,
  nameAs,
  openFlags,
  type PathLike,
  pathOf,
  secondsOf,
  type TimeLike,
} from "./arguments.ts";
import type { OpenFiles } from "./openFiles.ts";
import { RemoteDir, RemoteDirent } from "./remoteDir.ts";
import { RemoteFileHandle } from "./remoteFileHandle.ts";
import { statfsOf, type StatOptions, statsOf } from "./stats.ts";

/** The functions of `fs.promises` that a remote file system has. */
export type FsPromises = Pick<typeof node, FsFunction> & { readonly constants: typeof constants };

/** Their names. */
export type FsFunction =
  | "access"
  | "appendFile"
  | "chmod"
  | "chown"
  | "copyFile"
  | "lchown"
  | "link"
  | "lstat"
  | "lutimes"
  | "mkdir"
  | "mkdtemp"
  | "open"
  | "opendir"
  | "readdir"
  | "readFile"
  | "readlink"
  | "realpath"
  | "rename"
  | "rm"
  | "rmdir"
  | "stat"
  | "statfs"
  | "symlink"
  | "truncate"
  | "unlink"
  | "utimes"
  | "writeFile";

type Encoding = BufferEncoding | "buffer";
type EncodingOptions = Encoding | { encoding?: Encoding | null } | null;

interface ReadFileOptions {
  encoding?: BufferEncoding | null;
  flag?: string | number | null;
  signal?: AbortSignal;
}

interface WriteFileOptions extends ReadFileOptions {
  mode?: number | string;
}

interface ReaddirOptions {
  encoding?: Encoding | null;
  withFileTypes?: boolean;
  recursive?: boolean;
}

/** The functions of `fs.promises` over a client: own, enumerable properties, as in Node. */
export function fsPromises(sftp: SFTPClient, files: OpenFiles): FsPromises {
  const functions = {
    constants,

    /** Whether the path exists; what may be done with it only the server knows. */
    async access(path: PathLike): Promise<void> {
      await sftp.stat(pathOf(path));
    },

    appendFile(
      path: PathLike | RemoteFileHandle,
      data: Contents,
      options?: BufferEncoding | WriteFileOptions | null,
    ) {
      return functions.writeFile(path, data, { flag: "a", ...optionsOf(options) });
    },

    chmod: (path: PathLike, mode: number | string) => sftp.chmod(pathOf(path), modeOf(mode)!),
    chown: (path: PathLike, uid: number, gid: number) => sftp.chown(pathOf(path), uid, gid),

    async copyFile(source: PathLike, target: PathLike, mode = 0): Promise<void> {
      const [from, to] = [pathOf(source), pathOf(target)];
      if ((mode & constants.COPYFILE_EXCL) === 0) return void (await sftp.copy(from, to));
      // Nothing is made for a source that is not there.
      await sftp.stat(from);
      await (await files.open(to, "wx", undefined)).close();
      try {
        await sftp.copy(from, to);
      } catch (error) {
        await sftp.unlink(to).catch(() => {});
        throw error;
      }
    },

    lchown: (path: PathLike, uid: number, gid: number) => sftp.lchown(pathOf(path), uid, gid),
    link: (path: PathLike, newPath: PathLike) => sftp.hardlink(pathOf(path), pathOf(newPath)),
    lstat: async (path: PathLike, options?: StatOptions) => statsOf(await sftp.lstat(pathOf(path)), options),
    lutimes: (path: PathLike, atime: TimeLike, mtime: TimeLike) =>
      sftp.lutime(pathOf(path), [secondsOf(atime), secondsOf(mtime)]),

    async mkdir(
      path: PathLike,
      options?: number | string | { recursive?: boolean; mode?: number | string } | null,
    ): Promise<void> {
      const { mode, recursive } = typeof options === "object" ? (options ?? {}) : { mode: options };
      await sftp.mkdir(pathOf(path), { mode: modeOf(mode), recursive });
    },

    async mkdtemp(prefix: PathLike, options?: EncodingOptions): Promise<string | Buffer> {
      const path = pathOf(prefix) + randomBytes(8).toString("base64url").slice(0, 6);
      await sftp.mkdir(path, { mode: 0o700 });
      return nameAs(path, encodingOf(options));
    },

    open: (path: PathLike, flags?: string | number | null, mode?: number | string | null) =>
      files.open(pathOf(path), flags ?? "r", modeOf(mode)),

    async opendir(path: PathLike): Promise<RemoteDir> {
      return new RemoteDir(pathOf(path), sftp.listdirIter(pathOf(path)));
    },

    async readdir(path: PathLike, options?: Encoding | ReaddirOptions | null) {
      const { withFileTypes, recursive } = typeof options === "object" ? (options ?? {}) : {};
      const encoding = encodingOf(options);
      const top = pathOf(path);
      const found: (string | Buffer | RemoteDirent<string | Buffer>)[] = [];
      if (recursive !== true) {
        for (const entry of await sftp.listdirAttr(top)) {
          found.push(
            withFileTypes ? new RemoteDirent(entry, top, encoding) : nameAs(entry.filename!, encoding),
          );
        }
        return found;
      }
      for await (const { path: full, attributes } of sftp.walk(top)) {
        const parent = full.slice(0, full.length - attributes.filename!.length - 1);
        const below = full.slice(top.length).replace(/^\//, "");
        found.push(withFileTypes ? new RemoteDirent(attributes, parent, encoding) : nameAs(below, encoding));
      }
      return found;
    },

    async readFile(path: PathLike | RemoteFileHandle, options?: BufferEncoding | ReadFileOptions | null) {
      if (path instanceof RemoteFileHandle) return path.readFile(options);
      const { encoding, flag, signal } = optionsOf(options);
      if (flag !== undefined && flag !== null) {
        const file = await files.open(pathOf(path), flag, undefined);
        try {
          return await file.readFile(options);
        } finally {
          await file.close();
        }
      }
      const bytes = await sftp.readFile(pathOf(path), { signal });
      return encoding ? bytes.toString(encoding) : bytes;
    },

    readlink: async (path: PathLike, options?: EncodingOptions) =>
      nameAs(await sftp.readlink(pathOf(path)), encodingOf(options)),

    async realpath(path: PathLike, options?: EncodingOptions): Promise<string | Buffer> {
      const real = await sftp.normalize(pathOf(path));
      // Some servers give names to what does not exist.
      await sftp.lstat(real);
      return nameAs(real, encodingOf(options));
    },

    /** Replaces what is there, atomically with a server that can. */
    async rename(oldPath: PathLike, newPath: PathLike): Promise<void> {
      const [from, to] = [pathOf(oldPath), pathOf(newPath)];
      if (sftp.capabilities.has("posix-rename@openssh.com")) return sftp.posixRename(from, to);
      try {
        await sftp.rename(from, to);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        await sftp.remove(to);
        await sftp.rename(from, to);
      }
    },

    rm: (path: PathLike, options?: { recursive?: boolean; force?: boolean } | null) =>
      sftp.rm(pathOf(path), { recursive: options?.recursive, force: options?.force }),
    rmdir: (path: PathLike) => sftp.rmdir(pathOf(path)),
    stat: async (path: PathLike, options?: StatOptions) => statsOf(await sftp.stat(pathOf(path)), options),
    statfs: async (path: PathLike, options?: StatOptions) =>
      statfsOf(await sftp.statvfs(pathOf(path)), options),
    symlink: (target: PathLike, path: PathLike) => sftp.symlink(pathOf(target), pathOf(path)),
    truncate: (path: PathLike, length?: number | null) => sftp.truncate(pathOf(path), length ?? 0),
    unlink: (path: PathLike) => sftp.unlink(pathOf(path)),
    utimes: (path: PathLike, atime: TimeLike, mtime: TimeLike) =>
      sftp.utime(pathOf(path), [secondsOf(atime), secondsOf(mtime)]),

    async writeFile(
      path: PathLike | RemoteFileHandle,
      data: Contents,
      options?: BufferEncoding | WriteFileOptions | null,
    ): Promise<void> {
      const { encoding, flag, mode, signal } = optionsOf(options);
      const text = typeof data === "string" ? Buffer.from(data, encoding ?? "utf8") : data;
      if (path instanceof RemoteFileHandle) return path.writeFile(text);
      await sftp.writeFile(pathOf(path), text, { flag: openFlags(flag ?? "w"), mode: modeOf(mode), signal });
    },
  };
  for (const [name, parameters] of Object.entries(fsSurface) as [FsFunction, Parameters][])
    Object.assign(functions, { [name]: checkedFunction<unknown>(name, parameters, functions[name], false) });
  return functions as unknown as FsPromises;
}

/** Options that may be an encoding alone. */
function optionsOf<O extends object>(
  options: BufferEncoding | O | null | undefined,
): O & { encoding?: BufferEncoding | null } {
  return (typeof options === "string" ? { encoding: options } : (options ?? {})) as O & {
    encoding?: BufferEncoding | null;
  };
}
