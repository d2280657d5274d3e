import { fileType, type FileType, SFTPAttributes } from "@sftp/attributes";
import { isSFTPError, type NameEntry, PROTOCOL_ERROR, type SFTPError } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { callError } from "../session/failures.ts";
import type { Operation, PathOperation } from "../session/operation.ts";

/** What STAT, which follows links, or LSTAT says of a path: the one that errors name, unless another is given. */
export async function attributesOf(
  context: ClientContext,
  request: "stat" | "lstat",
  operation: PathOperation,
  path: string = operation.path,
): Promise<SFTPAttributes> {
  const { attrs } = await context.session.call(request, { path }, operation);
  return SFTPAttributes.fromWire(attrs);
}

/** Whether an error is the server's refusal of a request, so that the session goes on. */
export function isRefused(error: unknown): error is SFTPError & { readonly status: number } {
  return isSFTPError(error) && error.status !== undefined;
}

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return isRefused(error) && error.code === "ENOENT";
}

/**
 * Checks that a path is a directory: by what STAT says, or, at servers that refuse it or leave the type out, by opening it.
 *
 * @throws SFTPError ENOTDIR if it is something else
 */
export async function checkDirectory(context: ClientContext, operation: PathOperation): Promise<void> {
  const type = await typeOf(context, operation);
  if (type === "directory") return;
  if (type !== "unknown") throw callError("ENOTDIR", "not a directory", operation);
  const { handle } = await context.session.call("opendir", { path: operation.path }, operation);
  await context.session.call("close", { handle }, operation);
}

async function typeOf(context: ClientContext, operation: PathOperation): Promise<FileType> {
  try {
    const { attrs } = await context.session.call("stat", { path: operation.path }, operation);
    return fileType(attrs.mode);
  } catch (error) {
    if (!isRefused(error) || isMissing(error)) throw error;
    return "unknown";
  }
}

/** What REALPATH, the canonical path, or READLINK, the target as it is stored, says of a path. */
export async function nameOf(
  context: ClientContext,
  request: "realpath" | "readlink",
  operation: PathOperation,
): Promise<string> {
  const { entries } = await context.session.call(request, { path: operation.path }, operation);
  return onlyName(entries, operation);
}

/**
 * The name in a reply that must hold exactly one.
 *
 * @throws SFTPError if it holds another number
 */
export function onlyName(entries: readonly NameEntry[], operation: Operation): string {
  if (entries.length === 1) return entries[0]!.filename;
  const words = `the server answered with ${entries.length} names where one is due`;
  throw callError(PROTOCOL_ERROR, words, operation);
}

/** The times to send: whole seconds since 1970 for Dates or seconds, or this computer's clock for `null`. */
export function seconds(times: readonly [atime: Date | number, mtime: Date | number] | null): {
  atime: number;
  mtime: number;
} {
  const [atime, mtime] = times ?? [new Date(), new Date()];
  return { atime: inSeconds(atime), mtime: inSeconds(mtime) };
}

function inSeconds(time: Date | number): number {
  return typeof time === "number" ? time : time.getTime() / 1000;
}
