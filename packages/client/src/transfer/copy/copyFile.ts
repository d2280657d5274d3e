import type { SFTPAttributes } from "@sftp/attributes";
import { copy } from "@sftp/prefetch";
import { type Attrs, isSFTPError, OpenFlags, StatusCode } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { type Paced, pacedSink } from "../pacer.ts";
import { compareSizes, transferError } from "../transferError.ts";
import { progress, windowOptions } from "../transferOptions.ts";
import { fileReport, type TransferReport } from "../transferReport.ts";
import type { CopyOptions } from "./copyOptions.ts";
import { withRoom } from "./withRoom.ts";

/** A file at a server. */
export interface RemoteFile {
  readonly session: Session;
  readonly path: string;
}

type CopyCall = CopyOptions & CallOptions & Paced;

/**
 * Copies a file: at the server, by copy-data or copy-file, where both ends are one and it can; else through this client.
 * The target is not emptied before, so that copying a file onto itself, under whatever name, leaves it as it is.
 */
export async function copyFile(
  source: RemoteFile,
  target: RemoteFile,
  options: CopyOptions & Paced,
): Promise<TransferReport> {
  const started = performance.now();
  const subject = { operation: "copy", path: source.path, destination: target.path };
  const call = { ...options, ...subject };
  const { capabilities } = source.session;
  const isOne = source.session === target.session;
  const canCopyData = isOne && capabilities.has("copy-data");
  const canCopyFile = isOne && capabilities.has("copy-file");
  const copied =
    !canCopyData && canCopyFile && (await copyByName(source.session, source.path, target.path, call))
      ? await confirmByName(source.session, source.path, target.path, call)
      : await withRoom(source.session, target.session, options.signal, async (at, to) => {
          const from = await RemoteHandle.openFor(source.session, OpenFlags.READ, {}, { ...call, ...at });
          try {
            const there = { ...call, ...to, path: target.path, destination: undefined };
            return await copyInto(from, target.session, canCopyData, call, there);
          } finally {
            from.close().catch(() => {});
          }
        });
  return fileReport(started, copied);
}

type Copied = Pick<TransferReport, "bytes" | "verified">;

async function copyInto(
  from: RemoteHandle,
  session: Session,
  canCopyData: boolean,
  call: CopyCall,
  there: CallOptions & { path: string },
): Promise<Copied> {
  const attributes = await from.stat(call);
  const to = await RemoteHandle.openFor(session, OpenFlags.WRITE | OpenFlags.CREAT, {}, there);
  try {
    if (!canCopyData || !(await copyData(from, to, call))) await copyThrough(from, to, attributes, call);
    else call.onProgress?.(attributes.size ?? 0, attributes.size ?? 0);
    const copied = await cutToLength(from, to, call);
    if (call.preserve === true) await to.setstat("copy", preserved(attributes), there);
    await to.close(there);
    return copied;
  } catch (error) {
    throw transferError(error, call);
  } finally {
    to.close().catch(() => {});
  }
}

/** Every byte goes from the one end to this client, and from here to the other. */
async function copyThrough(
  from: RemoteHandle,
  to: RemoteHandle,
  { size = 0 }: SFTPAttributes,
  call: CopyCall,
): Promise<void> {
  await copy(from, pacedSink(to, call.pacer), {
    ...windowOptions(call, Math.min(from.sizes.read, to.sizes.write)),
    size,
    probeEnd: size > 0,
    signal: call.signal,
    onProgress: progress(call, size),
  });
}

/** @returns whether the server could do it */
function copyData(from: RemoteHandle, to: RemoteHandle, call: CallOptions): Promise<boolean> {
  const body = {
    readHandle: from.bytes("copy"),
    readOffset: 0,
    length: 0,
    writeHandle: to.bytes("copy"),
    writeOffset: 0,
  };
  return couldDo(() => from.session.call("copy-data", body, call));
}

/** @returns whether the server could do it: a file that is there already is not risked */
function copyByName(
  session: Session,
  sourcePath: string,
  destinationPath: string,
  call: CallOptions,
): Promise<boolean> {
  const body = { sourcePath, destinationPath, overwrite: false };
  return couldDo(() => session.call("copy-file", body, call));
}

/** A server that refuses, for instance to copy a file onto itself, does not end it: through the client it does no harm. */
async function couldDo(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const { OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER } = StatusCode;
    if (isSFTPError(error) && [OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER].includes(error.status!))
      return false;
    throw error;
  }
}

async function confirmByName(
  session: Session,
  sourcePath: string,
  path: string,
  call: CopyCall,
): Promise<Copied> {
  const [from, to] = await Promise.all([
    attributesOf(session, "stat", sourcePath, call),
    attributesOf(session, "stat", path, call),
  ]);
  const copied = compared(from, to, call);
  if (call.preserve === true) await session.call("setstat", { path, attrs: preserved(from) }, call);
  call.onProgress?.(copied.bytes, copied.bytes);
  return copied;
}

/** A target that was longer before loses what is left of that. */
async function cutToLength(from: RemoteHandle, to: RemoteHandle, call: CopyCall): Promise<Copied> {
  const [source, target] = await Promise.all([from.stat(call), to.stat(call)]);
  if (source.size === undefined || target.size === undefined || target.size <= source.size)
    return compared(source, target, call);
  await to.setstat("copy", { size: source.size }, { signal: call.signal, timeout: call.timeout });
  return compared(source, await to.stat(call), call);
}

/** @throws SFTPError ERR_SFTP_MISMATCH */
function compared(source: SFTPAttributes, target: SFTPAttributes, call: CallOptions): Copied {
  const bytes = source.size ?? target.size ?? 0;
  compareSizes(target.exactSize, bytes, call);
  const isKnown = source.exactSize !== undefined && target.exactSize !== undefined;
  return { bytes, verified: isKnown ? "size" : undefined };
}

function preserved(attributes: SFTPAttributes): Attrs {
  const { mode, atime, mtime } = attributes.toWire();
  return { mode: mode === undefined ? undefined : mode & 0o7777, atime, mtime };
}
