import { constants } from "node:fs";
import type { SFTPAttributes } from "@sftp/attributes";
import { onPath, type Operation } from "../../session/operation.ts";
import { sameFiles } from "../compare/sameFiles.ts";
import type { RemoteFile } from "../remoteFile.ts";
import { get } from "../get.ts";
import { put } from "../put.ts";
import type { TransferLimits } from "../transferLimits.ts";
import type { FileOptions, TransferOptions } from "../transferOptions.ts";
import type { TransferReport } from "../transferReport.ts";
import { joinRemote } from "./joinRemote.ts";
import type { LocalFolder } from "./localFolder.ts";
import { pathBytes } from "./localPath.ts";
import { localSource } from "./localSource.ts";
import { LocalTreeTarget } from "./localTreeTarget.ts";
import { RemoteSource } from "./remoteSource.ts";
import { RemoteTreeTarget } from "./remoteTreeTarget.ts";
import type { TreeSource, TreeTarget } from "./treeEnds.ts";

const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Through no link that was planted, and waiting for nobody at a pipe. */
const NO_DETOUR = O_NOFOLLOW | O_NONBLOCK;

/** How one file of a tree is copied. */
export interface FileCopy {
  /** Ends it. */
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (transferred: number) => void;
  /** Whether its name at the target is known to be free. */
  readonly isFree?: boolean;
}

/** A file or link at the one end, and what has its name at the other. */
export interface Pair<T> {
  readonly path: string;
  readonly attributes: SFTPAttributes;
  readonly folder: T;
  readonly name: string;
  readonly there: SFTPAttributes;
}

/** What is done about what is at the target already. */
export interface UpdateRules<T> {
  /** Whether two files are the same, so that nothing need be done. */
  isSame(pair: Pair<T>, operation: Operation): boolean | Promise<boolean>;
  /** Whether what is only at the target, or of another kind there, is deleted. */
  readonly delete: boolean;
}

/**
 * What is to be done with a tree: its two ends, and how a file gets from the one to the other.
 *
 * @typeParam T what a folder is at the end that is copied to
 */
export interface TreeJob<T> {
  /** In the API's words. */
  readonly operation: string;
  /** What bounds the transfer of all files together. */
  readonly limits: TransferLimits;
  readonly source: TreeSource;
  readonly target: TreeTarget<T>;
  copy(path: string, folder: T, name: string, file: FileCopy): Promise<TransferReport>;
  /** Copies the source itself, if that is a single file. */
  copyItself(file: FileCopy): Promise<TransferReport>;
  /** Whether two files of the same length have the same content. */
  isSame(path: string, folder: T, name: string, length: number, operation: Operation): Promise<boolean>;
  /** Without them everything is copied, whatever is there. */
  readonly rules?: UpdateRules<T> | undefined;
}

/** What a tree's files are copied with. */
export type TreeFileOptions = Omit<TransferOptions, "onProgress"> & FileOptions;

/** From the server into a local directory. */
export function download(
  remote: RemoteFile,
  localPath: string,
  options: TreeFileOptions,
  limits: TransferLimits,
): TreeJob<LocalFolder> {
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
