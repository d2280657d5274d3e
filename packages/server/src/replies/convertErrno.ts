import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

import { StatusCode, type StatusName, statusSince, statusText } from "@sftp/wire";

/** The errors of Node that have a status of their own; every other errno is FAILURE. */
const statuses = new Map<string, StatusName>([
  ["ENOENT", "NO_SUCH_FILE"],
  ["ENOTDIR", "NOT_A_DIRECTORY"],
  ["EACCES", "PERMISSION_DENIED"],
  ["EPERM", "PERMISSION_DENIED"],
  ["EEXIST", "FILE_ALREADY_EXISTS"],
  ["EROFS", "WRITE_PROTECT"],
  ["ENOSPC", "NO_SPACE_ON_FILESYSTEM"],
  ["EDQUOT", "QUOTA_EXCEEDED"],
  ["ENOTEMPTY", "DIR_NOT_EMPTY"],
  ["EISDIR", "FILE_IS_A_DIRECTORY"],
  ["ELOOP", "LINK_LOOP"],
  ["ENAMETOOLONG", "INVALID_FILENAME"],
  ["EINVAL", "INVALID_PARAMETER"],
  ["EBADF", "INVALID_HANDLE"],
  ["EBADMSG", "BAD_MESSAGE"],
  ["ENOSYS", "OP_UNSUPPORTED"],
  ["ENOTSUP", "OP_UNSUPPORTED"],
  ["EOPNOTSUPP", "OP_UNSUPPORTED"],
]);

/** What version 3 has for the statuses of later versions; FAILURE for those that are not here. */
const inVersion3 = new Map([
  [StatusCode.NO_SUCH_PATH, StatusCode.NO_SUCH_FILE],
  [StatusCode.NOT_A_DIRECTORY, StatusCode.NO_SUCH_FILE],
  [StatusCode.LINK_LOOP, StatusCode.NO_SUCH_FILE],
  [StatusCode.CANNOT_DELETE, StatusCode.PERMISSION_DENIED],
  [StatusCode.INVALID_FILENAME, StatusCode.BAD_MESSAGE],
  [StatusCode.INVALID_PARAMETER, StatusCode.BAD_MESSAGE],
]);

/** What the system says for an errno, by its name: never with a path in it. */
const systemWords = new Map(getSystemErrorMap().values());

/** Errors that Node has no name for (EDQUOT) come with their number only. */
const namesByNumber = new Map(Object.entries(constants.errno).map(([name, number]) => [-number, name]));

/**
 * The status for an error of Node (paramiko's `convert_errno`, with OpenSSH's map): EACCES and EPERM are
 * PERMISSION_DENIED, ENOENT and ENOTDIR NO_SUCH_FILE, whatever is not known is FAILURE.
 */
export function convertErrno(error: unknown): number {
  return lowerStatus(errnoStatus(errnoCode(error) ?? ""), 3);
}

/** The name of the errno that an error of Node's file system stands for, or `undefined` if it is none. */
export function errnoCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof code !== "string") return undefined;
  if (systemWords.has(code) || statuses.has(code)) return code;
  return typeof errno === "number" ? namesByNumber.get(errno) : undefined;
}

/** The status that says most about an errno, in whatever version. */
export function errnoStatus(code: string): number {
  return StatusCode[statuses.get(code) ?? "FAILURE"];
}

/** What people search for when they have no room left: the words of the system, as every other server has them. */
const usualWords = new Map([
  ["ENOSPC", "No space left on device"],
  ["EDQUOT", "Quota exceeded"],
]);

/** Words for an errno: those of the draft for its status, or else those of the system. */
export function errnoText(code: string): string {
  const status = errnoStatus(code);
  const words = status === StatusCode.FAILURE ? systemWords.get(code) : usualWords.get(code);
  return words ?? statusText(status);
}

/** The status as a peer of this version knows it. */
export function lowerStatus(status: number, version: number): number {
  const since = statusSince(status);
  if (since === undefined) return StatusCode.FAILURE;
  return since <= Math.max(version, 3) ? status : (inVersion3.get(status) ?? StatusCode.FAILURE);
}
