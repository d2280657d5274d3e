import {
  attrs,
  blob,
  type Body,
  bool,
  bytes,
  type Fields,
  handle,
  text,
  u32,
  u32List,
  u64,
} from "./fields.ts";
import { type ExtendedReplyRow, extendedReplies, type ReplyBody, type ReplyName } from "./replies.ts";

/** Whether a request changes anything: what a read-only policy refuses. OPEN's depends on its flags. */
export type Effect = "read" | "write" | "byFlags";

/** What answers a request beside STATUS. */
export type ExpectedReply = Exclude<ReplyName, "extendedReply"> | ExtendedReplyRow;

/** One kind of request: everything there is to know about it. */
export interface RequestRow<F extends Fields = Fields, R extends ExpectedReply = ExpectedReply> {
  readonly type: number;
  readonly fields: F;
  readonly reply: R;
  readonly effect: Effect;
  /** Where it is specified. */
  readonly source: string;
  /** Whether bytes behind the body are ignored; they make any other request malformed. */
  readonly padded?: boolean | undefined;
  /** For an EXTENDED request: what its pair in VERSION says; `undefined` where there is no pair of its own. */
  readonly version?: string | undefined;
}

/** The packet type of every extension's request. */
export const EXTENDED = 200;

function request<const F extends Fields, const R extends ExpectedReply>(
  type: number,
  fields: F,
  reply: R,
  effect: Effect,
  source: string,
  padded?: boolean,
): RequestRow<F, R> {
  return { type, fields, reply, effect, source, padded };
}

function extended<const F extends Fields, const R extends ExpectedReply>(
  fields: F,
  reply: R,
  effect: Effect,
  source: string,
  version?: string,
): RequestRow<F, R> {
  return { type: EXTENDED, fields, reply, effect, source, version };
}

const checkFields = { algorithms: text, offset: u64, length: u64, blockSize: u32 };
const md5Fields = { offset: u64, length: u64, quickHash: bytes };

/**
 * The requests of SFTP v3 and its extensions: one row drives encoder, decoder, types, the server's
 * dispatch, what it advertises, its read-only policy, traces, docs and test data. The keys of EXTENDED
 * rows are the names on the wire. INIT has no id and stands in `version.ts`.
 *
 * WRITE may be padded: clients in wide use send their whole buffer behind the last, short piece of a file.
 * SYMLINK is laid out as OpenSSH has it, target first; the draft has the link first (spec 5.9).
 */
export const requests = {
  open: request(3, { path: text, flags: u32, attrs }, "handle", "byFlags", "draft-02 6.3"),
  close: request(4, { handle }, "status", "read", "draft-02 6.3"),
  read: request(5, { handle, offset: u64, length: u32 }, "data", "read", "draft-02 6.4"),
  write: request(6, { handle, offset: u64, data: blob }, "status", "write", "draft-02 6.4", true),
  lstat: request(7, { path: text }, "attrs", "read", "draft-02 6.8"),
  fstat: request(8, { handle }, "attrs", "read", "draft-02 6.8"),
  setstat: request(9, { path: text, attrs }, "status", "write", "draft-02 6.9"),
  fsetstat: request(10, { handle, attrs }, "status", "write", "draft-02 6.9"),
  opendir: request(11, { path: text }, "handle", "read", "draft-02 6.7"),
  readdir: request(12, { handle }, "name", "read", "draft-02 6.7"),
  remove: request(13, { path: text }, "status", "write", "draft-02 6.5"),
  mkdir: request(14, { path: text, attrs }, "status", "write", "draft-02 6.6"),
  rmdir: request(15, { path: text }, "status", "write", "draft-02 6.6"),
  realpath: request(16, { path: text }, "name", "read", "draft-02 6.11"),
  stat: request(17, { path: text }, "attrs", "read", "draft-02 6.8"),
  rename: request(18, { oldPath: text, newPath: text }, "status", "write", "draft-02 6.5"),
  readlink: request(19, { path: text }, "name", "read", "draft-02 6.10"),
  symlink: request(20, { targetPath: text, linkPath: text }, "status", "write", "OpenSSH PROTOCOL 4.1"),

  "posix-rename@openssh.com": extended(
    { oldPath: text, newPath: text },
    "status",
    "write",
    "OpenSSH PROTOCOL 4.3",
    "1",
  ),
  "statvfs@openssh.com": extended(
    { path: text },
    extendedReplies.statvfs,
    "read",
    "OpenSSH PROTOCOL 4.4",
    "2",
  ),
  "fstatvfs@openssh.com": extended({ handle }, extendedReplies.statvfs, "read", "OpenSSH PROTOCOL 4.4", "2"),
  "hardlink@openssh.com": extended(
    { oldPath: text, newPath: text },
    "status",
    "write",
    "OpenSSH PROTOCOL 4.5",
    "1",
  ),
  "fsync@openssh.com": extended({ handle }, "status", "write", "OpenSSH PROTOCOL 4.6", "1"),
  "lsetstat@openssh.com": extended({ path: text, attrs }, "status", "write", "OpenSSH PROTOCOL 4.7", "1"),
  "limits@openssh.com": extended({}, extendedReplies.limits, "read", "OpenSSH PROTOCOL 4.8", "1"),
  "expand-path@openssh.com": extended({ path: text }, "name", "read", "OpenSSH PROTOCOL 4.9", "1"),
  "copy-data": extended(
    { readHandle: handle, readOffset: u64, length: u64, writeHandle: handle, writeOffset: u64 },
    "status",
    "write",
    "OpenSSH PROTOCOL 4.10",
    "1",
  ),
  "home-directory": extended({ username: text }, "name", "read", "OpenSSH PROTOCOL 4.11", "1"),
  "users-groups-by-id@openssh.com": extended(
    { uids: u32List, gids: u32List },
    extendedReplies.usersGroups,
    "read",
    "OpenSSH PROTOCOL 4.12",
    "1",
  ),

  "check-file": extended(
    { handle, ...checkFields },
    extendedReplies.checkFile,
    "read",
    "paramiko",
    "md5,sha1",
  ),
  "check-file-handle": extended(
    { handle, ...checkFields },
    extendedReplies.checkFile,
    "read",
    "draft-extensions-00 3",
  ),
  "check-file-name": extended(
    { path: text, ...checkFields },
    extendedReplies.checkFile,
    "read",
    "draft-extensions-00 3",
  ),
  "md5-hash": extended({ path: text, ...md5Fields }, extendedReplies.md5Hash, "read", "draft-09 9.1.1", "1"),
  "md5-hash-handle": extended(
    { handle, ...md5Fields },
    extendedReplies.md5Hash,
    "read",
    "draft-09 9.1.1",
    "1",
  ),
  "space-available": extended({ path: text }, extendedReplies.spaceAvailable, "read", "draft-09 9.2", "1"),
  "copy-file": extended(
    { sourcePath: text, destinationPath: text, overwrite: bool },
    "status",
    "write",
    "draft-extensions-00 6",
    "1",
  ),
};

export type RequestName = keyof typeof requests;
export type RequestBody<N extends RequestName> = Body<(typeof requests)[N]["fields"]>;

/** What answers a request, by name: the body of the declared reply (a STATUS stands for itself). */
export type ReplyTo<N extends RequestName> = (typeof requests)[N]["reply"] extends infer R
  ? R extends ExtendedReplyRow<infer F>
    ? Body<F>
    : R extends ReplyName
      ? ReplyBody<R>
      : never
  : never;

/** The names of the requests that travel as EXTENDED. */
export const extensionNames = (Object.keys(requests) as RequestName[]).filter(
  (name) => requests[name].type === EXTENDED,
);
