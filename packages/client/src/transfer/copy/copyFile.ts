import { SFTPAttributes } from "@sftp/attributes";
import { copy } from "@sftp/prefetch";
import { type Attrs, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import { whileReading } from "../../file/whileReading.ts";
import { callError } from "../../session/callError.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { verifyContent } from "../compare/verifyContent.ts";
import { type Paced, pacedSink } from "../pacer.ts";
import { compareSizes, transferError } from "../transferError.ts";
import { progress, windowOptions } from "../transferOptions.ts";
import { fileReport, type TransferReport } from "../transferReport.ts";
import { upload } from "../upload.ts";
import type { CopyOptions } from "./copyOptions.ts";
import { RemoteContent } from "./remoteContent.ts";
import { copyByName, copyData } from "./serverCopy.ts";
import { withRoom } from "./withRoom.ts";

/** A file at a server. */
export interface RemoteFile {
  readonly session: Session;
  readonly path: string;
}

type CopyCall = CopyOptions & CallOptions & Paced & { path: string; destination: string };
/** The same of the target alone. */
type TargetCall = CopyOptions & CallOptions & Paced & { path: string };

type Copied = Pick<TransferReport, "bytes" | "verified">;

const FSYNC = "fsync@openssh.com";

/** Copies a file: at the server, by copy-data or copy-file, where both ends are one and it can; else through this client. */
export async function copyFile(
  source: RemoteFile,
  target: RemoteFile,
  options: CopyOptions & Paced,
): Promise<TransferReport> {
  const started = performance.now();
  const call = { ...options, operation: "copy", path: source.path, destination: target.path };
  const byName = await copyAtServer(source, target, call);
  if (byName !== undefined) return fileReport(started, { ...byName, resumed: 0 });
  return withRoom(source.session, target.session, options.signal, (at, to) => {
    const there = { ...call, ...to, path: target.path, destination: undefined };
    return whileReading(source.session, source.path, { ...call, ...at }, async (from) => {
      if (options.atomic === true) return copyAnew(from, target.session, call, there);
      return fileReport(started, { ...(await copyInPlace(from, target.session, call, there)), resumed: 0 });
    });
  });
}

/** By name it can be done only where nothing else is asked for, and where there is no better way. */
async function copyAtServer(
  source: RemoteFile,
  target: RemoteFile,
  call: CopyCall,
): Promise<Copied | undefined> {
  const { session, path } = source;
  const isPlain = call.atomic !== true && call.durable !== true && call.verify !== "hash";
  if (session !== target.session || session.capabilities.has("copy-data") || !isPlain) return undefined;
  if (!(await copyByName(session, path, target.path, call))) return undefined;
  const [from, to] = await Promise.all([
    attributesOf(session, "stat", path, call),
    attributesOf(session, "stat", target.path, call),
  ]);
  const copied = compared(from, to, call);
  if (call.preserve === true)
    await session.call("setstat", { path: target.path, attrs: preserved(from) }, call);
  call.onProgress?.(copied.bytes, copied.bytes);
  return copied;
}

/** Under a temporary name first, as uploads are made. */
async function copyAnew(
  from: RemoteHandle,
  session: Session,
  call: CopyCall,
  there: TargetCall,
): Promise<TransferReport> {
  const attributes = await from.stat(call);
  const { report } = await upload(session, there, {
    async send({ handle }) {
      const bytes = await copyContent(from, handle, attributes, call);
      if (call.preserve === true) await handle.setstat("copy", preserved(attributes), there);
      return bytes;
    },
    verify: (remote, length) => verifyCopy(from, remote, length, there),
  });
  return report;
}

/**
 * Under its own name. The target is not emptied before, so that copying a file onto itself, under whatever name, leaves it
 * as it is; and for the same reason nothing is removed if it fails.
 */
async function copyInPlace(
  from: RemoteHandle,
  session: Session,
  call: CopyCall,
  there: TargetCall,
): Promise<Copied> {
  if (call.durable === true && !session.capabilities.has(FSYNC))
    throw callError("ENOTSUP", `durable needs ${FSYNC}, which the server does not offer`, there);
  const attributes = await from.stat(call);
  const to = await RemoteHandle.openFor(session, OpenFlags.WRITE | OpenFlags.CREAT, {}, there);
  try {
    await copyContent(from, to, attributes, call);
    const copied = await cutToLength(from, to, call);
    if (call.preserve === true) await to.setstat("copy", preserved(attributes), there);
    if (call.durable === true) await session.call(FSYNC, { handle: to.bytes("fsync") }, there);
    await to.close({ signal: call.signal, timeout: call.timeout });
    if (call.verify !== "hash") return copied;
    await whileReading(session, there.path, there, (remote) => verifyCopy(from, remote, copied.bytes, there));
    return { ...copied, verified: "hash" };
  } catch (error) {
    throw transferError(error, call);
  } finally {
    to.close().catch(() => {});
  }
}

/** @returns how many bytes the copy has */
async function copyContent(
  from: RemoteHandle,
  to: RemoteHandle,
  { size = 0 }: SFTPAttributes,
  call: CopyCall,
): Promise<number> {
  if (await copyData(from, to, call)) {
    const bytes = (await from.stat(call)).size ?? size;
    call.onProgress?.(bytes, bytes);
    return bytes;
  }
  const { bytes } = await copy(from, pacedSink(to, call.pacer), {
    ...windowOptions(call, Math.min(from.sizes.read, to.sizes.write)),
    size,
    probeEnd: size > 0,
    signal: call.signal,
    onProgress: progress(call, size),
  });
  return bytes;
}

function verifyCopy(
  from: RemoteHandle,
  remote: RemoteHandle,
  length: number,
  there: TargetCall,
): Promise<void> {
  return verifyContent({ remote, local: new RemoteContent(from, there.signal) }, length, there);
}

/** A target that was longer before loses what is left of that. */
async function cutToLength(from: RemoteHandle, to: RemoteHandle, call: CopyCall): Promise<Copied> {
  const [source, target] = await Promise.all([from.stat(call), to.stat(call)]);
  if (source.size === undefined || target.size === undefined || target.size <= source.size)
    return compared(source, target, call);
  await to.setstat("copy", { size: source.size }, { signal: call.signal, timeout: call.timeout });
  return compared(source, new SFTPAttributes({ size: source.size }), call);
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
