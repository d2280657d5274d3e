import { checkedFunction } from "../arguments/checkArguments.ts";
import { fsSurface } from "../arguments/fsSurface.ts";
import { callbackify } from "node:util";
import { SFTPAttributes } from "@sftp/attributes";
import { parseOpenMode } from "../file/openMode.ts";
import { RemoteHandle, sizeOf } from "../remote/remoteHandle.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { callError } from "../session/failures.ts";
import type { PathOperation } from "../session/operation.ts";
import { modeOf, openFlags, type PathLike, pathOf } from "./arguments.ts";
import { RemoteFileHandle } from "./remoteFileHandle.ts";

/** Numbers of the standard streams are not given out: a number that is mistaken for one does less harm so. */
const FIRST = 3;

/** The open files of one `fs`, by their numbers. */
export class OpenFiles {
  readonly #context: ClientContext;
  readonly #files = new Map<number, RemoteFileHandle>();

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async open(path: string, flags: string | number, mode: number | undefined): Promise<RemoteFileHandle> {
    const parsed = parseOpenMode(openFlags(flags));
    const operation = { name: "open", path };
    const attrs = new SFTPAttributes({ mode }).toWire();
    const handle = await RemoteHandle.open(this.#context, parsed.flags, attrs, operation);
    const end = parsed.append ? await endOf(handle, operation) : undefined;
    let fd = FIRST;
    while (this.#files.has(fd)) fd++;
    const file = new RemoteFileHandle(handle, fd, end, () => this.#files.delete(fd));
    this.#files.set(fd, file);
    return file;
  }

  /** Opens a file, as `fs.open` does: its number. */
  async number(path: PathLike, flags?: string | number, mode?: number | string): Promise<number> {
    const { fd } = await this.open(pathOf(path), flags ?? "r", modeOf(mode));
    return fd;
  }

  /** @throws SFTPError EBADF if no file is open under this number */
  get(fd: number, operation: string): RemoteFileHandle {
    const file = this.#files.get(fd);
    if (file === undefined) throw callError("EBADF", "bad file descriptor", { name: operation });
    return file;
  }
}

async function endOf(handle: RemoteHandle, operation: PathOperation): Promise<number> {
  try {
    return await sizeOf(handle, operation);
  } catch (error) {
    handle.close().catch(() => {});
    throw error;
  }
}

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
  | "readv"
  | "write"
  | "writev";

/** A function whose last argument is called back. */
type CallbackForm = (...args: any[]) => void;

/** They have only the callback form, and `open` gives a number in it, not an object. */
export function descriptorFunctions(files: OpenFiles): Record<DescriptorFunction, CallbackForm> {
  const on =
    <R>(name: string, work: (file: RemoteFileHandle, ...args: any[]) => Promise<R>) =>
    async (fd: number, ...args: unknown[]): Promise<R> =>
      work(files.get(fd, name), ...args);
  return {
    open: callbackify(
      checkedFunction(
        "open",
        fsSurface.open,
        (...args: Parameters<OpenFiles["number"]>) => files.number(...args),
        false,
      ),
    ),
    close: callbackify(on("close", (file) => file.close())),
    fchmod: callbackify(on("fchmod", (file, mode) => file.chmod(mode))),
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
    readv: withCount(
      on("readv", async (file, buffers, position) => {
        const result = await file.readv(buffers, position);
        return [result.bytesRead, result.buffers];
      }),
    ),
    writev: withCount(
      on("writev", async (file, buffers, position) => {
        const result = await file.writev(buffers, position);
        return [result.bytesWritten, result.buffers];
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
