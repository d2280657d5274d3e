import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { copy, type Source } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { LocalFile } from "./localFile.ts";
import { removeLocalPartial } from "./partial.ts";
import { PrimedSource } from "./primedSource.ts";
import { compareSizes, transferError } from "./transferError.ts";
import { type DownloadOptions, type GetOptions, progress, windowOptions } from "./transferOptions.ts";
import { fileReport, type TransferReport } from "./transferReport.ts";

const { O_WRONLY, O_CREAT, O_TRUNC } = constants;

/** Downloads one file; the local file is touched only when the remote one is open. */
export function get(
  session: Session,
  remotePath: string,
  localPath: string | Buffer,
  options: GetOptions,
  localFlags = 0,
): Promise<TransferReport> {
  const call = { ...options, operation: "get", path: remotePath };
  return session.room.during(1, options.signal, (reservation) =>
    getNow(session, localPath, { ...call, reservation }, localFlags),
  );
}

async function getNow(
  session: Session,
  localPath: string | Buffer,
  call: GetOptions & CallOptions & { path: string },
  localFlags: number,
): Promise<TransferReport> {
  const started = performance.now();
  const opened = await openForReading(session, call);
  try {
    const local = await open(localPath, O_WRONLY | O_CREAT | O_TRUNC | localFlags);
    try {
      const bytes = await closing(local, () => download(opened, local, call));
      const verified = opened.attributes.exactSize === bytes ? "size" : undefined;
      return fileReport(started, { bytes, verified });
    } catch (error) {
      if (call.onPartial !== "keep") await removeLocalPartial(localPath);
      throw transferError(error, call);
    }
  } finally {
    opened.close();
  }
}

/** A remote file that was opened to be read from beginning to end. */
export interface OpenedSource {
  readonly source: Source;
  /** The most bytes to ask it for at once. */
  readonly requestSize: number;
  /** What the server says of it; empty if it was not asked or refused to tell. */
  readonly attributes: SFTPAttributes;
  /**
   * To be called when all was read, to find out whether the file changed meanwhile, if that was asked for.
   *
   * @throws SFTPError ERR_SFTP_CHANGED
   */
  checkUnchanged(): Promise<void>;
  /** What was only read cannot be lost by a CLOSE that fails, so nobody waits for it. */
  close(): void;
}

/** Opens a file to be read from beginning to end, and asks for its attributes and first bytes at once. */
export async function openForReading(
  session: Session,
  call: DownloadOptions & CallOptions & { path: string },
): Promise<OpenedSource> {
  const remote = await RemoteHandle.openFor(session, OpenFlags.READ, {}, call);
  const close = (): void => void remote.close().catch(() => {});
  try {
    const requestSize = Math.min(remote.sizes.read, call.maxInFlightBytes ?? Number.POSITIVE_INFINITY);
    const primed = call.prefetch === false ? undefined : new PrimedSource(remote, requestSize, call.signal);
    const attributes = await statOpened(remote, call);
    if (attributes.isDirectory()) throw callError("EISDIR", "it is a folder", call);
    if (primed !== undefined) primed.size = attributes.size;
    const checkUnchanged = (): Promise<void> => compareAttributes(remote, attributes, call);
    return { source: primed ?? remote, requestSize, attributes, checkUnchanged, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function compareAttributes(
  remote: RemoteHandle,
  before: SFTPAttributes,
  call: DownloadOptions & CallOptions,
): Promise<void> {
  if (call.consistency !== "check") return;
  const after = await remote.stat({ signal: call.signal });
  if (after.exactSize === before.exactSize && after.mtimeMs === before.mtimeMs) return;
  throw callError("ERR_SFTP_CHANGED", "the file was changed while it was read", call);
}

/** A server that refuses the question says nothing, and the file is read until its end. */
async function statOpened(remote: RemoteHandle, options: DownloadOptions): Promise<SFTPAttributes> {
  if (options.fileSize !== undefined && options.consistency !== "check") {
    return new SFTPAttributes({ size: options.fileSize });
  }
  try {
    return await remote.stat({ signal: options.signal, timeout: options.timeout });
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return new SFTPAttributes();
    throw error;
  }
}

async function download(
  { source, requestSize, attributes, checkUnchanged }: OpenedSource,
  local: FileHandle,
  call: GetOptions & CallOptions,
): Promise<number> {
  const size = attributes.size ?? 0;
  const { bytes } = await copy(source, new LocalFile(local), {
    ...windowOptions(call, requestSize),
    size,
    probeEnd: size > 0,
    signal: call.signal,
    onProgress: progress(call, size),
  });
  await checkUnchanged();
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
