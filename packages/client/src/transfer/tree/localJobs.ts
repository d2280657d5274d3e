import { constants } from "node:fs";
import { joinRemote } from "../../remote/listDirectory.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { onPath, type PathOperation } from "../../session/operation.ts";
import { type RemoteFile, sameFiles } from "../compare/sameFiles.ts";
import { get } from "../download/get.ts";
import { type TransferLimits, transferLimits } from "../limits.ts";
import type { FileOptions, TransferOptions } from "../options.ts";
import type { TransferReport } from "../report.ts";
import { put } from "../upload/put.ts";
import type { LocalDirectory } from "./localDirectory.ts";
import { pathBytes } from "./localPath.ts";
import { localSource, LocalTreeTarget } from "./localTree.ts";
import { RemoteSource, RemoteTreeTarget } from "./remoteTree.ts";
import type { FileCopy, TreeJob } from "./treeJob.ts";
import type { TreeOptions, TreeReport } from "./treeOptions.ts";
import { copyTop } from "./treeTransfer.ts";

const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Through no link that was planted, and waiting for nobody at a pipe. */
const NO_DETOUR = O_NOFOLLOW | O_NONBLOCK;

/** What a tree's files are copied with. */
export type TreeFileOptions = Omit<TransferOptions, "onProgress"> & FileOptions;

/** From the server into a local directory. */
export function download(
  remote: RemoteFile,
  localPath: string,
  options: TreeFileOptions,
  limits: TransferLimits,
): TreeJob<LocalDirectory> {
  const { context } = remote;
  const fetch = (
    path: string,
    local: string | Buffer,
    { signal, onProgress }: FileCopy,
    flags?: number,
  ): Promise<TransferReport> => {
    const operation = { name: "get", path, signal, timeout: options.timeout };
    return get(context, operation, local, { ...options, onProgress }, limits, flags);
  };
  return {
    operation: "get",
    limits,
    source: new RemoteSource(context),
    target: new LocalTreeTarget(localPath),
    copy: (path, folder, name, file) => folder.do(name, (local) => fetch(path, local, file, NO_DETOUR)),
    copyItself: (file) => fetch(remote.path, localPath, file),
    isSame: (path, folder, name, length, operation) =>
      folder.do(name, (local) =>
        sameFiles(context, onPath(operation, path), local, length, limits, NO_DETOUR),
      ),
  };
}

/** From a local directory to the server. */
export function upload(
  localPath: string,
  remote: RemoteFile,
  options: TreeFileOptions,
  limits: TransferLimits,
): TreeJob<string> {
  const { context } = remote;
  const send = async (
    local: string | Buffer,
    path: string,
    { signal, onProgress, isFree }: FileCopy,
  ): Promise<TransferReport> => {
    const operation = { name: "put", path, signal, timeout: options.timeout };
    return (await put(context, operation, local, { ...options, onProgress }, limits, isFree)).report;
  };
  return {
    operation: "put",
    limits,
    source: localSource,
    target: new RemoteTreeTarget(context, remote.path),
    copy: (path, folder, name, file) => send(pathBytes(path), joinRemote(folder, name), file),
    copyItself: (file) => send(localPath, remote.path, file),
    isSame: (path, folder, name, length, operation) =>
      sameFiles(context, onPath(operation, joinRemote(folder, name)), pathBytes(path), length, limits),
  };
}

/** Downloads what is in a remote directory into a local one, or a single file. */
export function getTree(
  context: ClientContext,
  { path }: PathOperation,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const limits = transferLimits(context, options);
  return copyTop(
    download({ context, path }, localPath, options, limits),
    path,
    options,
    context.handles.listings,
  );
}

/** Uploads what is in a local directory into a remote one, or a single file. */
export function putTree(
  context: ClientContext,
  { path }: PathOperation,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const limits = transferLimits(context, options);
  return copyTop(
    upload(localPath, { context, path }, options, limits),
    localPath,
    options,
    context.handles.listings,
  );
}
