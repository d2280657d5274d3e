import { joinRemote } from "../../remote/listDirectory.ts";
import { nameOf } from "../../remote/stat.ts";
import { callError } from "../../session/failures.ts";
import { onPath, type Operation } from "../../session/operation.ts";
import { type RemoteFile, sameRemoteFiles } from "../compare/sameFiles.ts";
import { type TransferLimits, transferLimits } from "../limits.ts";
import type { TransferReport } from "../report.ts";
import { RemoteSource, RemoteTreeTarget } from "../tree/remoteTree.ts";
import type { FileCopy, TreeJob } from "../tree/treeJob.ts";
import type { TreeReport } from "../tree/treeOptions.ts";
import { copyTop } from "../tree/treeTransfer.ts";
import { copyFile, type CopyOptions, type CopyTreeOptions } from "./copyFile.ts";

/** From a directory at a server into another, there or at another server. */
export function copyJob(
  source: RemoteFile,
  target: RemoteFile,
  options: Omit<CopyOptions, "onProgress" | "recursive">,
  limits: TransferLimits,
): TreeJob<string> {
  const at = (path: string): RemoteFile => ({ context: source.context, path });
  const to = (directory: string, name: string): RemoteFile => ({
    context: target.context,
    path: joinRemote(directory, name),
  });
  const send = (
    from: RemoteFile,
    into: RemoteFile,
    { signal, onProgress }: FileCopy,
  ): Promise<TransferReport> =>
    copyFile(from, into, { signal, timeout: options.timeout }, { ...options, onProgress }, limits);
  return {
    operation: "copy",
    limits,
    source: new RemoteSource(source.context),
    target: new RemoteTreeTarget(target.context, target.path),
    copy: (path, directory, name, file) => send(at(path), to(directory, name), file),
    copyItself: (file) => send(source, target, file),
    isSame: (path, directory, name, length, operation) =>
      sameRemoteFiles(at(path), to(directory, name), length, operation, limits),
  };
}

/** Copies what is in a directory at a server into another, or a single file. */
export async function copyTree(
  source: RemoteFile,
  target: RemoteFile,
  options: CopyTreeOptions,
): Promise<TreeReport> {
  const { signal, timeout } = options;
  await checkApart(source, target, { name: "copy", signal, timeout });
  const limits = transferLimits(source.context, options);
  const job = copyJob(source, target, options, limits);
  return copyTop(job, source.path, options, source.context.handles.listings);
}

/**
 * Checks that of two folders neither is in the other: a copy would find itself, over and over.
 *
 * @throws SFTPError EINVAL
 */
export async function checkApart(
  source: RemoteFile,
  target: RemoteFile,
  operation: Operation,
): Promise<void> {
  if (source.context !== target.context) return;
  const [from, to] = await Promise.all([source, target].map((file) => realPath(file, operation)));
  if (!`${to}/`.startsWith(`${from}/`) && !`${from}/`.startsWith(`${to}/`)) return;
  const words = "source and target are one folder, or one is in the other";
  throw callError("EINVAL", words, { ...operation, path: source.path, destination: target.path });
}

/** The canonical path; of what is not there, as far as that can be known. */
async function realPath({ context, path }: RemoteFile, operation: Operation): Promise<string> {
  const real = await nameOf(context, "realpath", onPath(operation, path)).catch(() => path);
  return real.replace(/\/+$/, "");
}
