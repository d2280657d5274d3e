import { SFTPAttributes } from "@sftp/attributes";
import { copy } from "@sftp/prefetch";
import { type Attrs, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import { callError } from "../../session/callError.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { type HandleLease, HandleQuota } from "../../session/handleQuota.ts";
import type { Operation, OperationOptions, PathOperation } from "../../session/operation.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { verifyContent } from "../compare/verifyContent.ts";
import { compareSizes, transferError } from "../transferError.ts";
import type { TransferLimits } from "../transferLimits.ts";
import { progress } from "../transferOptions.ts";
import type { RemoteFile } from "../remoteFile.ts";
import { fileReport, type TransferReport } from "../transferReport.ts";
import { upload } from "../upload.ts";
import type { CopyOptions } from "./copyOptions.ts";
import { RemoteContent } from "./remoteContent.ts";
import { copyByName, copyData } from "./serverCopy.ts";

/** One copy: the operation as a whole, the same at its destination alone, and how it is done. */
interface CopyCall {
  readonly operation: PathOperation & { readonly destination: string };
  readonly there: PathOperation;
  readonly options: CopyOptions;
  readonly limits: TransferLimits;
}

type Copied = Pick<TransferReport, "bytes" | "verified">;

const FSYNC = "fsync@openssh.com";

/** Copies a file: at the server, by copy-data or copy-file, if both ends are one and it can; otherwise through this client. */
export async function copyFile(
  source: RemoteFile,
  target: RemoteFile,
  { signal, timeout }: OperationOptions,
  options: CopyOptions,
  limits: TransferLimits,
): Promise<TransferReport> {
  const started = performance.now();
  const call = {
    operation: { name: "copy", path: source.path, destination: target.path, signal, timeout },
    there: { name: "copy", path: target.path, signal, timeout },
    options,
    limits,
  };
  const byName = await copyAtServer(source, target, call);
  if (byName !== undefined) return fileReport(started, { ...byName, resumed: 0 });
  using leases = await HandleQuota.acquireBoth(source.context.handles, target.context.handles, signal);
  using from = await RemoteHandle.openFor(source.context, OpenFlags.READ, {}, call.operation, leases.first);
  if (options.atomic === true) return await copyAnew(from, target.context, call, leases.second);
  const copied = await copyInPlace(from, target.context, call, leases.second);
  return fileReport(started, { ...copied, resumed: 0 });
}

/** By name it can be done only where nothing else is asked for, and where there is no better way. */
async function copyAtServer(
  source: RemoteFile,
  target: RemoteFile,
  { operation, options }: CopyCall,
): Promise<Copied | undefined> {
  const { context } = source;
  const isPlain = options.atomic !== true && options.durable !== true && options.verify !== "hash";
  if (context !== target.context || context.capabilities.has("copy-data") || !isPlain) return undefined;
  if (!(await copyByName(context, operation))) return undefined;
  const [from, to] = await Promise.all([
    attributesOf(context, "stat", operation),
    attributesOf(context, "stat", operation, target.path),
  ]);
  const copied = compared(from, to, operation);
  if (options.preserve === true)
    await context.session.call("setstat", { path: target.path, attrs: preserved(from) }, operation);
  options.onProgress?.(copied.bytes, copied.bytes);
  return copied;
}

/** Under a temporary name first, as uploads are made. */
async function copyAnew(
  from: RemoteHandle,
  context: ClientContext,
  call: CopyCall,
  lease: HandleLease,
): Promise<TransferReport> {
  const { there, options, limits } = call;
  const attributes = await from.stat(there);
  const content = {
    async send({ handle }: { handle: RemoteHandle }): Promise<number> {
      const bytes = await copyContent(from, handle, attributes, call);
      if (options.preserve === true) await handle.setstat("copy", preserved(attributes), there);
      return bytes;
    },
    verify: (remote: RemoteHandle, length: number) => verifyCopy(from, remote, length, call),
  };
  const { report } = await upload(context, there, options, limits, content, lease);
  return report;
}

/**
 * Under its own name. The target is not emptied before, so that copying a file onto itself, under whatever name, leaves it
 * as it is; and for the same reason nothing is removed if it fails.
 */
async function copyInPlace(
  from: RemoteHandle,
  context: ClientContext,
  call: CopyCall,
  lease: HandleLease,
): Promise<Copied> {
  const { there, options } = call;
  if (options.durable === true && !context.capabilities.has(FSYNC))
    throw callError("ENOTSUP", `durable needs ${FSYNC}, which the server does not offer`, there);
  const attributes = await from.stat(there);
  const { READ, WRITE, CREAT } = OpenFlags;
  using to = await RemoteHandle.openFor(context, WRITE | CREAT, {}, there, lease);
  try {
    await copyContent(from, to, attributes, call);
    const copied = await cutToLength(from, to, call.operation);
    if (options.preserve === true) await to.setstat("copy", preserved(attributes), there);
    if (options.durable === true) await context.session.call(FSYNC, { handle: to.bytes("fsync") }, there);
    await to.close(there);
    if (options.verify !== "hash") return copied;
    using remote = await RemoteHandle.openFor(context, READ, {}, there, lease);
    await verifyCopy(from, remote, copied.bytes, call);
    return { ...copied, verified: "hash" };
  } catch (error) {
    throw transferError(error, call.operation);
  }
}

/** @returns how many bytes the copy has */
async function copyContent(
  from: RemoteHandle,
  to: RemoteHandle,
  { size = 0 }: SFTPAttributes,
  { operation, options, limits }: CopyCall,
): Promise<number> {
  if (await copyData(from, to, operation)) {
    const bytes = (await from.stat(operation)).size ?? size;
    options.onProgress?.(bytes, bytes);
    return bytes;
  }
  const { bytes } = await copy(limits.source(from), limits.sink(to), {
    ...limits.window(Math.min(from.sizes.read, to.sizes.write)),
    size,
    probeEnd: size > 0,
    signal: operation.signal,
    onProgress: progress(options, size),
  });
  return bytes;
}

function verifyCopy(
  from: RemoteHandle,
  remote: RemoteHandle,
  length: number,
  { there, limits }: CopyCall,
): Promise<void> {
  return verifyContent(
    { remote, local: new RemoteContent(from, limits, there.signal) },
    length,
    there,
    limits,
  );
}

/** A target that was longer before loses what is left of that. */
async function cutToLength(from: RemoteHandle, to: RemoteHandle, operation: Operation): Promise<Copied> {
  const [source, target] = await Promise.all([from.stat(operation), to.stat(operation)]);
  if (source.size === undefined || target.size === undefined || target.size <= source.size)
    return compared(source, target, operation);
  await to.setstat("copy", { size: source.size }, operation);
  return compared(source, new SFTPAttributes({ size: source.size }), operation);
}

/** @throws SFTPError ERR_SFTP_MISMATCH */
function compared(source: SFTPAttributes, target: SFTPAttributes, operation: Operation): Copied {
  const bytes = source.size ?? target.size ?? 0;
  compareSizes(target.exactSize, bytes, operation);
  const isKnown = source.exactSize !== undefined && target.exactSize !== undefined;
  return { bytes, verified: isKnown ? "size" : undefined };
}

function preserved(attributes: SFTPAttributes): Attrs {
  const { mode, atime, mtime } = attributes.toWire();
  return { mode: mode === undefined ? undefined : mode & 0o7777, atime, mtime };
}
