import { type FileHandle, open } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { copy } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { LocalFile } from "./localFile.ts";
import { removeLocalPartial } from "./partial.ts";
import { compareSizes, transferError } from "./transferError.ts";
import { type DownloadOptions, type GetOptions, progress, windowOptions } from "./transferOptions.ts";

/** Downloads one file; the local file is touched only when the remote one is open. Returns how many bytes it has. */
export async function get(
  session: Session,
  remotePath: string,
  localPath: string,
  options: GetOptions,
): Promise<number> {
  const call = { ...options, operation: "get", path: remotePath };
  const remote = await RemoteHandle.open(session, OpenFlags.READ, {}, call);
  try {
    const attributes = await statOpened(remote, options);
    const local = await open(localPath, "w");
    try {
      return await closing(local, () => download(remote, local, attributes, call));
    } catch (error) {
      if (options.onPartial !== "keep") await removeLocalPartial(localPath);
      throw transferError(error, call);
    }
  } finally {
    // What was only read cannot be lost by a CLOSE that fails.
    remote.close().catch(() => {});
  }
}

/**
 * What the server says of an open file. One that refuses the question says nothing, and the file is read
 * until its end.
 */
export async function statOpened(remote: RemoteHandle, options: DownloadOptions): Promise<SFTPAttributes> {
  if (options.fileSize !== undefined) return new SFTPAttributes({ size: options.fileSize });
  try {
    return await remote.stat({ signal: options.signal, timeout: options.timeout });
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return new SFTPAttributes();
    throw error;
  }
}

async function download(
  remote: RemoteHandle,
  local: FileHandle,
  attributes: SFTPAttributes,
  call: GetOptions & CallOptions,
): Promise<number> {
  const size = attributes.size ?? 0;
  const { bytes } = await copy(remote, new LocalFile(local), {
    ...windowOptions(call, remote.sizes.read),
    size,
    probeEnd: size > 0,
    signal: call.signal,
    onProgress: progress(call, size),
  });
  compareSizes((await local.stat()).size, bytes, call);
  if (call.preserve === true) await preserve(local, attributes);
  return bytes;
}

async function preserve(local: FileHandle, { mode, atime, mtime }: SFTPAttributes): Promise<void> {
  if (mode !== undefined) await local.chmod(mode & 0o7777);
  if (atime !== undefined && mtime !== undefined) await local.utimes(atime, mtime);
}

/** The result of `work`, once the file is closed, whatever came of it. */
async function closing<T>(file: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await file.close();
  }
}
