import { SFTPAttributes } from "@sftp/attributes";
import { existsAlready, withProbe } from "../../remote/probes.ts";
import { type RemoteHandle, statOpened } from "../../remote/remoteHandle.ts";
import { attributesOf, isMissing, isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { callError } from "../../session/failures.ts";
import type { PathOperation } from "../../session/operation.ts";
import type { UploadOptions } from "../options.ts";
import type { Unmet } from "../report.ts";

/**
 * Compares the size of an upload that was closed with what was sent. A check that cannot be made is noted, unless it is
 * required.
 *
 * @returns what the server says of the file
 * @throws SFTPError ERR_SFTP_MISMATCH, or ERR_SFTP_UNCONFIRMED for a required check that cannot be made
 */
export async function confirmSize(
  context: ClientContext,
  operation: PathOperation,
  path: string,
  length: number,
  confirm: UploadOptions["confirm"],
  unmet: Unmet,
): Promise<SFTPAttributes> {
  if (confirm === false) return new SFTPAttributes();
  let attributes = new SFTPAttributes();
  let why = "the server reports no size";
  try {
    attributes = await attributesOf(context, "stat", operation, path);
  } catch (error) {
    if (!isRefused(error)) throw error;
    why = error.serverMessage || error.code;
  }
  const { exactSize } = attributes;
  if (exactSize === undefined) cannotCheck(operation, path, length, why, confirm, unmet);
  else if (BigInt(exactSize) !== BigInt(length)) throw mismatch(operation, "stat", exactSize, length);
  return attributes;
}

function cannotCheck(
  operation: PathOperation,
  path: string,
  length: number,
  why: string,
  confirm: UploadOptions["confirm"],
  unmet: Unmet,
): void {
  if (confirm !== "required") return unmet.note(path, "stat", why);
  const words = `all ${length} bytes were accepted, but the size could not be checked (STAT: ${why}); without confirm: "required" this is no error`;
  throw callError("ERR_SFTP_UNCONFIRMED", words, { ...operation, request: "stat" });
}

/** The error for a file of another size than was written. */
export function mismatch(
  operation: PathOperation,
  request: string,
  arrived: number | bigint,
  sent: number,
): Error {
  const words =
    `size mismatch in ${operation.name}!  ${arrived} != ${sent}: all bytes were accepted, but the server reports another size; ` +
    "if it does not empty old files, atomic: true writes a new one; if it reports wrong sizes, confirm: false believes it";
  return callError("ERR_SFTP_MISMATCH", words, { ...operation, request });
}

/**
 * Cuts a file that was written over, and may have been longer, to what was written.
 *
 * @param before what the server said of it then
 * @returns what the server says of it now; `undefined` if that is to be asked after CLOSE
 * @throws SFTPError if old content may be behind the new
 */
export async function cutTo(
  handle: RemoteHandle,
  length: number,
  before: SFTPAttributes,
  operation: PathOperation,
  confirm: UploadOptions["confirm"],
  unmet: Unmet,
): Promise<SFTPAttributes | undefined> {
  const now = await statOpened(handle, operation);
  const size = sizeOf(now, length);
  if (size === length) return now;
  // What is longer than before was not written over.
  const isTail = size === undefined || (size > length && size === sizeOf(before, length));
  if (!isTail && confirm !== false) throw mismatch(operation, "fstat", size, length);
  await cut(handle, length, operation);
  const after = size === undefined ? now : await statOpened(handle, operation);
  const cutSize = sizeOf(after, length);
  if (cutSize === undefined) unmet.note(operation.path, "fstat", "the server does not report the size");
  // It was cut, or will be at CLOSE: STAT tells then.
  else if (cutSize !== length) return undefined;
  return new SFTPAttributes({ ...after.toWire(), size: cutSize });
}

/** The size that a server states; of a file that holds something, 0 says nothing. */
function sizeOf({ exactSize }: SFTPAttributes, length: number): number | undefined {
  const size = exactSize === undefined ? undefined : Number(exactSize);
  return size === 0 && length > 0 ? undefined : size;
}

async function cut(handle: RemoteHandle, size: number, operation: PathOperation): Promise<void> {
  try {
    await handle.setstat(operation.name, { size }, operation);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const why = error.serverMessage || error.code;
    const words = `the old file may be longer, and the server refuses to cut it (${why}); atomic: true writes a new one`;
    throw callError(error.code, words, { ...operation, request: "fsetstat" }, error);
  }
}

const POSIX_RENAME = "posix-rename@openssh.com";

/**
 * Gives a complete temporary file its name, in one step if the server can, otherwise as `replace` says.
 *
 * @param onRemoved told when the old file is gone and the new one has no name yet
 */
export async function takeName(
  context: ClientContext,
  operation: PathOperation,
  path: string,
  replace: "error" | "unlink-first" | undefined,
  onRemoved: () => void,
): Promise<void> {
  const body = { oldPath: path, newPath: operation.path };
  const isInOneStep = context.capabilities.has(POSIX_RENAME);
  try {
    if (isInOneStep) return void (await context.session.call(POSIX_RENAME, body, operation));
  } catch (error) {
    if (!isRefused(error) || isMissing(error) || replace !== "unlink-first")
      throw withAdvice(error, operation);
  }
  if (replace === "unlink-first" && (await remove(context, operation))) onRemoved();
  await withProbe(context, operation, existsAlready, () => context.session.call("rename", body, operation));
}

/** @returns whether there was something to be removed */
async function remove(context: ClientContext, operation: PathOperation): Promise<boolean> {
  try {
    await context.session.call("remove", { path: operation.path }, operation);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function withAdvice(error: unknown, operation: PathOperation): unknown {
  if (!isRefused(error)) return error;
  const words = isMissing(error)
    ? "the complete temporary file is gone: the server has moved it, so uploads there cannot be atomic"
    : `the complete temporary file could not get its name: ${error.serverMessage || error.code}; if a file of that name may be removed first, replace: "unlink-first" does that`;
  return callError(error.code, words, { ...operation, request: POSIX_RENAME }, error);
}
