import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { copy } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { LocalFile } from "./localFile.ts";
import { removeRemotePartial } from "./partial.ts";
import { compareSizes, transferError } from "./transferError.ts";
import {
  type FileOptions,
  progress,
  type PutOptions,
  type UploadOptions,
  windowOptions,
} from "./transferOptions.ts";
import { fileReport } from "./transferReport.ts";
import { UploadResult } from "./uploadResult.ts";

/** How long the server may be silent, in milliseconds, when a failed upload is cleaned up. */
const CLEAN_UP_TIMEOUT = 2_000;

type UploadCall = CallOptions & { path: string };

/** Uploads one file; nothing happens at the server unless there is a local file that can be read. */
export function put(
  session: Session,
  localPath: string | Buffer,
  remotePath: string,
  options: PutOptions,
): Promise<UploadResult> {
  const call = { ...options, operation: "put", path: remotePath };
  return session.room.during(1, options.signal, (reservation) =>
    putNow(session, localPath, { ...call, reservation }),
  );
}

async function putNow(
  session: Session,
  localPath: string | Buffer,
  call: PutOptions & UploadCall,
): Promise<UploadResult> {
  const local = await open(localPath, "r");
  try {
    const stats = await local.stat();
    if (stats.isDirectory()) {
      throw Object.assign(
        new Error(`EISDIR: illegal operation on a directory, open '${localPath.toString()}'`),
        {
          code: "EISDIR",
          path: localPath.toString(),
        },
      );
    }
    return await upload(session, call, (remote) => send(local, stats, remote, call));
  } finally {
    await local.close();
  }
}

/**
 * Opens the remote file, has it written, closes it, and compares its size with what was sent. An upload that failed is
 * removed, if the options say so.
 *
 * @param write writes the content and returns how many bytes it has
 */
export async function upload(
  session: Session,
  call: UploadOptions & Pick<FileOptions, "onPartial"> & UploadCall,
  write: (remote: RemoteHandle) => Promise<number>,
): Promise<UploadResult> {
  const started = performance.now();
  const { WRITE, CREAT, TRUNC } = OpenFlags;
  const remote = await RemoteHandle.openFor(session, WRITE | CREAT | TRUNC, {}, call);
  try {
    const bytes = await write(remote);
    await remote.close({ signal: call.signal, timeout: call.timeout });
    const attributes = await confirm(session, bytes, call);
    const verified = attributes.exactSize === undefined ? undefined : "size";
    return new UploadResult(attributes, fileReport(started, { bytes, verified }));
  } catch (error) {
    const isSilent = await remote.close({ timeout: CLEAN_UP_TIMEOUT }).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "ETIMEDOUT",
    );
    if (!isSilent && call.onPartial !== "keep")
      await removeRemotePartial(session, call.path, CLEAN_UP_TIMEOUT);
    throw transferError(error, call);
  }
}

async function confirm(
  session: Session,
  sent: number,
  call: UploadOptions & UploadCall,
): Promise<SFTPAttributes> {
  if (call.confirm === false) return new SFTPAttributes();
  const attributes = await attributesOf(session, "stat", call.path, call);
  compareSizes(attributes.exactSize, sent, call);
  return attributes;
}

async function send(
  local: FileHandle,
  { size, mode, atimeMs, mtimeMs }: Stats,
  remote: RemoteHandle,
  call: PutOptions & CallOptions,
): Promise<number> {
  const { bytes } = await copy(new LocalFile(local), remote, {
    ...windowOptions(call, remote.sizes.write),
    size,
    probeEnd: size > 0,
    order: "ascending",
    signal: call.signal,
    onProgress: progress(call, size),
  });
  if (call.preserve === true) {
    const attrs = { mode: mode & 0o7777, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
    await remote.setstat("put", attrs, call);
  }
  return bytes;
}
