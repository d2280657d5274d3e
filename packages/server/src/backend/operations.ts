import type { RequestName } from "@sftp/wire";

import type { SFTPHandle, SFTPServerInterface } from "./backend.ts";

/** The operations of a backend: what a request of a client can come to. */
export type Operation = Exclude<
  keyof SFTPServerInterface,
  "paths" | "handlesSync" | "readOnly" | "sessionStarted" | "sessionEnded"
>;

/** One operation: which request it serves first of all, and which of its arguments are paths in the tree. */
interface OperationRow {
  readonly request: RequestName;
  readonly paths: readonly number[];
}

/** All operations. What they change is what the wire's table says of their requests. */
export const operations: { readonly [N in Operation]: OperationRow } = {
  open: { request: "open", paths: [0] },
  listFolder: { request: "opendir", paths: [0] },
  stat: { request: "stat", paths: [0] },
  lstat: { request: "lstat", paths: [0] },
  chattr: { request: "setstat", paths: [0] },
  lchattr: { request: "lsetstat@openssh.com", paths: [0] },
  remove: { request: "remove", paths: [0] },
  rmdir: { request: "rmdir", paths: [0] },
  mkdir: { request: "mkdir", paths: [0] },
  rename: { request: "rename", paths: [0, 1] },
  posixRename: { request: "posix-rename@openssh.com", paths: [0, 1] },
  hardlink: { request: "hardlink@openssh.com", paths: [0, 1] },
  readlink: { request: "readlink", paths: [0] },
  symlink: { request: "symlink", paths: [1] },
  canonicalize: { request: "realpath", paths: [0] },
  expandPath: { request: "expand-path@openssh.com", paths: [] },
  homeDirectory: { request: "home-directory", paths: [] },
  statvfs: { request: "statvfs@openssh.com", paths: [0] },
  usersGroupsById: { request: "users-groups-by-id@openssh.com", paths: [] },
};

export const operationNames = Object.keys(operations) as Operation[];

/** The operations of an open file. */
export type HandleOperation = Exclude<keyof SFTPHandle, "fileKey" | "writes" | "deferred">;

/** All operations of an open file, each with the request that it serves first of all. */
export const handleOperations: { readonly [N in HandleOperation]: RequestName } = {
  read: "read",
  write: "write",
  stat: "fstat",
  chattr: "fsetstat",
  sync: "fsync@openssh.com",
  statvfs: "fstatvfs@openssh.com",
  reopen: "open",
  moveTo: "rename",
  close: "close",
};

export const handleOperationNames = Object.keys(handleOperations) as HandleOperation[];
