import type * as node from "node:fs";
import { constants } from "node:fs";
import { callbackify } from "node:util";
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
    createReadStream: (path: PathLike, options?: BufferEncoding | ReadStreamOptions) =>
      sftp.createReadStream(pathOf(path), typeof options === "string" ? { encoding: options } : options),
    createWriteStream: (path: PathLike, options?: BufferEncoding | WriteStreamOptions) =>
      sftp.createWriteStream(pathOf(path), streamOptions(options)),
  };
  for (const [name, run] of Object.entries(promises)) {
    if (typeof run === "function") fs[name] = callbackify(run as (...args: unknown[]) => Promise<unknown>);
  }
  return { ...fs, ...descriptorFunctions(files) } as unknown as RemoteFs;
}

function streamOptions(
  options: BufferEncoding | WriteStreamOptions | undefined,
): WriteStreamOptions | undefined {
  if (typeof options !== "object") return options === undefined ? undefined : { encoding: options };
  return { ...options, mode: modeOf(options.mode) };
}
