import { callbackify } from "node:util";
import { modeOf } from "./modeOf.ts";
import type { OpenFiles } from "./openFiles.ts";
import { type PathLike, pathOf } from "./paths.ts";
import type { RemoteFileHandle } from "./remoteFileHandle.ts";

/** The functions of `fs` that work on numbers of open files. */
export type DescriptorFunction =
  | "close"
  | "fchmod"
  | "fchown"
  | "fdatasync"
  | "fstat"
  | "fsync"
  | "ftruncate"
  | "futimes"
  | "open"
  | "read"
  | "write";

/** A function whose last argument is called back. */
type CallbackForm = (...args: any[]) => void;

/** They have only the callback form, and `open` gives a number in it, not an object. */
export function descriptorFunctions(files: OpenFiles): Record<DescriptorFunction, CallbackForm> {
  const on =
    <R>(name: string, work: (file: RemoteFileHandle, ...args: any[]) => Promise<R>) =>
    async (fd: number, ...args: unknown[]): Promise<R> =>
      work(files.get(fd, name), ...args);
  return {
    open: callbackify(async (path: PathLike, flags?: string | number, mode?: number | string) => {
      const { fd } = await files.open(pathOf(path), flags ?? "r", modeOf(mode));
      return fd;
    }),
    close: callbackify(on("close", (file) => file.close())),
    fchmod: callbackify(on("fchmod", (file, mode) => file.chmod(modeOf(mode)!))),
    fchown: callbackify(on("fchown", (file, uid, gid) => file.chown(uid, gid))),
    fdatasync: callbackify(on("fdatasync", (file) => file.datasync())),
    fstat: callbackify(on("fstat", (file, options) => file.stat(options))),
    fsync: callbackify(on("fsync", (file) => file.sync())),
    ftruncate: callbackify(on("ftruncate", (file, length) => file.truncate(length))),
    futimes: callbackify(on("futimes", (file, atime, mtime) => file.utimes(atime, mtime))),
    read: withCount(
      on("read", async (file, buffer, ...range) => {
        const result = await file.read(buffer, ...range);
        return [result.bytesRead, result.buffer];
      }),
    ),
    write: withCount(
      on("write", async (file, data, ...range) => {
        const result = await file.write(data, ...range);
        return [result.bytesWritten, result.buffer];
      }),
    ),
  };
}

/** The callback form of what calls back with a count and the buffer. */
function withCount(
  run: (fd: number, ...args: unknown[]) => Promise<[count: number, buffer: unknown]>,
): CallbackForm {
  const called = callbackify(run) as CallbackForm;
  return (...args) => {
    const callback = args.pop() as (error: Error | null, ...results: unknown[]) => void;
    called(...args, (error: Error | null, results?: [number, unknown]) =>
      callback(error, ...(results ?? [])),
    );
  };
}
