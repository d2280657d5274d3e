import { constants } from "node:fs";
import type { SFTPAttributes } from "@sftp/attributes";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { sameFiles } from "../compare/sameFiles.ts";
import type { ComparisonCall } from "../compare/sameUntil.ts";
import { get } from "../get.ts";
import { put } from "../put.ts";
import type { TransferReport } from "../transferReport.ts";
import { joinRemote } from "./joinRemote.ts";
import type { LocalFolder } from "./localFolder.ts";
import { pathBytes } from "./localPath.ts";
import { localSource } from "./localSource.ts";
import { LocalTreeTarget } from "./localTreeTarget.ts";
import { RemoteSource } from "./remoteSource.ts";
import { RemoteTreeTarget } from "./remoteTreeTarget.ts";
import type { TreeSource, TreeTarget } from "./treeEnds.ts";
import type { TreeOptions } from "./treeOptions.ts";

const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Through no link that was planted, and waiting for nobody at a pipe. */
const NO_DETOUR = O_NOFOLLOW | O_NONBLOCK;

/** How a file of a tree is copied: as the tree's options say, with what is its own. */
export type FileCopyOptions = Omit<TreeOptions, "recursive" | "onProgress"> & {
  onProgress: (transferred: number) => void;
};

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
  isSame(pair: Pair<T>, call: CallOptions): boolean | Promise<boolean>;
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
  readonly source: TreeSource;
  readonly target: TreeTarget<T>;
  copy(path: string, folder: T, name: string, options: FileCopyOptions): Promise<TransferReport>;
  /** Whether two files of the same length have the same content. */
  isSame(path: string, folder: T, name: string, length: number, call: ComparisonCall): Promise<boolean>;
  /** Without them everything is copied, whatever is there. */
  readonly rules?: UpdateRules<T> | undefined;
}

/** From the server into a local folder. */
export function download(session: Session, localPath: string): TreeJob<LocalFolder> {
  return {
    operation: "get",
    source: new RemoteSource(session),
    target: new LocalTreeTarget(localPath),
    copy: (path, folder, name, options) =>
      folder.do(name, (local) => get(session, path, local, options, NO_DETOUR)),
    isSame: (path, folder, name, length, call) =>
      folder.do(name, (local) => sameFiles(session, path, local, length, call, NO_DETOUR)),
  };
}

/** From a local folder to the server. */
export function upload(session: Session, remotePath: string): TreeJob<string> {
  return {
    operation: "put",
    source: localSource,
    target: new RemoteTreeTarget(session, remotePath),
    copy: async (path, folder, name, options) =>
      (await put(session, pathBytes(path), joinRemote(folder, name), options)).report,
    isSame: (path, folder, name, length, call) =>
      sameFiles(session, joinRemote(folder, name), pathBytes(path), length, call),
  };
}
