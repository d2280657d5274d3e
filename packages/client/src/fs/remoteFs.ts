import type * as node from "node:fs";
import { constants } from "node:fs";
import { callbackify } from "node:util";
import { checkedFunction } from "../arguments/checkArguments.ts";
import { streamParameters } from "../arguments/fsSurface.ts";
import type { SFTPClient } from "../client.ts";
import type { ReadStreamOptions } from "../streams/readStream.ts";
import type { WriteStreamOptions } from "../streams/writeStream.ts";
import { modeOf, type PathLike, pathOf } from "./arguments.ts";
import { type DescriptorFunction, descriptorFunctions, OpenFiles } from "./openFiles.ts";
import { type FsFunction, type FsPromises, fsPromises } from "./promises.ts";
import { RemoteDirent } from "./remoteDir.ts";
import { RemoteStats } from "./stats.ts";

type Streams = "createReadStream" | "createWriteStream";

/**
 * A remote file system in the form of `node:fs`, for programs that take one: `promises`, the same in callback form, and
 * streams. It has no synchronous functions, because nothing here could wait.
 */
export type RemoteFs = Pick<typeof node, FsFunction | DescriptorFunction | Streams | "constants"> & {
  readonly promises: FsPromises;
  readonly Stats: typeof RemoteStats;
  readonly Dirent: typeof RemoteDirent;
};

/** The file system of a client's server; relative paths are below the client's working directory. */
export function remoteFs(sftp: SFTPClient): RemoteFs {
  const files = new OpenFiles(sftp.context);
  const promises = fsPromises(sftp, files);
  const fs: Record<string, unknown> = {
    promises,
    constants,
    Stats: RemoteStats,
    Dirent: RemoteDirent,
    createReadStream: checkedFunction(
      "createReadStream",
      streamParameters,
      (path: PathLike, options?: BufferEncoding | NodeStreamOptions | null) =>
        sftp.createReadStream(pathOf(path), readOptions(options)),
      true,
    ),
    createWriteStream: checkedFunction(
      "createWriteStream",
      streamParameters,
      (path: PathLike, options?: BufferEncoding | NodeStreamOptions | null) =>
        sftp.createWriteStream(pathOf(path), writeOptions(options)),
      true,
    ),
  };
  for (const [name, run] of Object.entries(promises)) {
    if (typeof run === "function") fs[name] = callbackify(run as (...args: unknown[]) => Promise<unknown>);
  }
  return { ...fs, ...descriptorFunctions(files) } as unknown as RemoteFs;
}

/** What streams of `node:fs` take, as far as it means something here. */
interface NodeStreamOptions extends Omit<ReadStreamOptions & WriteStreamOptions, "mode"> {
  mode?: number | string | undefined;
}

function readOptions(options: BufferEncoding | NodeStreamOptions | null | undefined): ReadStreamOptions {
  if (typeof options === "string") return { encoding: options };
  const { start, end, encoding, highWaterMark, signal, timeout, rateLimit } = options ?? {};
  return { start, end, encoding: encoding ?? undefined, highWaterMark, signal, timeout, rateLimit };
}

function writeOptions(options: BufferEncoding | NodeStreamOptions | null | undefined): WriteStreamOptions {
  if (typeof options === "string") return { encoding: options };
  const { end: _, ...both } = readOptions(options);
  return { ...both, flags: options?.flags, mode: modeOf(options?.mode) };
}
