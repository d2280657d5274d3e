import type { Attrs, ReplyTo, RequestName } from "@sftp/wire";
import type { CheckOptions } from "../file/openFile.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { callError } from "../session/failures.ts";
import type { Operation, PathOperation } from "../session/operation.ts";
import { checkPath } from "./checkFile.ts";
import { existsAlready, withProbe } from "./probes.ts";
import { onlyName } from "./stat.ts";

/** A file system's figures: `bsize` and `frsize` in bytes, blocks in units of `frsize`, all exact. */
export type FileSystemStats = ReplyTo<"statvfs@openssh.com">;

/** How much space is available, in bytes. */
export type SpaceAvailable = ReplyTo<"space-available">;

/** The names of users and groups. */
export type UserAndGroupNames = ReplyTo<"users-groups-by-id@openssh.com">;

/** @throws SFTPError ENOTSUP if the server has not announced the extension */
function requireExtension(context: ClientContext, extension: RequestName, operation: Operation): void {
  if (context.capabilities.has(extension)) return;
  throw callError("ENOTSUP", `the server does not offer ${extension}`, operation);
}

/** Renames, replacing the destination atomically; `force` asks also a server that has not announced it. */
export async function posixRename(
  context: ClientContext,
  operation: PathOperation & { readonly destination: string },
  force: boolean,
): Promise<void> {
  if (!force) requireExtension(context, "posix-rename@openssh.com", operation);
  const body = { oldPath: operation.path, newPath: operation.destination };
  await context.session.call("posix-rename@openssh.com", body, operation);
}

/** Gives a file a second name. */
export async function hardlink(
  context: ClientContext,
  operation: PathOperation & { readonly destination: string },
): Promise<void> {
  requireExtension(context, "hardlink@openssh.com", operation);
  const body = { oldPath: operation.path, newPath: operation.destination };
  await withProbe(context, operation, existsAlready, () =>
    context.session.call("hardlink@openssh.com", body, operation),
  );
}

/** The figures of the file system that a path is on. */
export async function statvfs(context: ClientContext, operation: PathOperation): Promise<FileSystemStats> {
  requireExtension(context, "statvfs@openssh.com", operation);
  return context.session.call("statvfs@openssh.com", { path: operation.path }, operation);
}

/** How much space is available where a path is. */
export async function spaceAvailable(
  context: ClientContext,
  operation: PathOperation,
): Promise<SpaceAvailable> {
  requireExtension(context, "space-available", operation);
  return context.session.call("space-available", { path: operation.path }, operation);
}

/** Sets attributes of a link itself. */
export async function setLinkAttributes(
  context: ClientContext,
  operation: PathOperation,
  attrs: Attrs,
): Promise<void> {
  requireExtension(context, "lsetstat@openssh.com", operation);
  await context.session.call("lsetstat@openssh.com", { path: operation.path, attrs }, operation);
}

/** The absolute form of a path with `~` or `~user` in front. */
export async function expandPath(context: ClientContext, operation: PathOperation): Promise<string> {
  requireExtension(context, "expand-path@openssh.com", operation);
  const { path } = operation;
  const { entries } = await context.session.call("expand-path@openssh.com", { path }, operation);
  return onlyName(entries, operation);
}

/** The home directory of a user; without a name, of the one who is logged in. */
export async function homeDirectory(
  context: ClientContext,
  operation: Operation,
  username: string,
): Promise<string> {
  // OpenSSH knows no user without a name, but what `~` is.
  if (username === "" && context.capabilities.has("expand-path@openssh.com"))
    return expandPath(context, { ...operation, name: "expandPath", path: "~" });
  requireExtension(context, "home-directory", operation);
  const { entries } = await context.session.call("home-directory", { username }, operation);
  return onlyName(entries, operation);
}

/** The names of users and groups, in the order of the ids; "" where there is none. */
export async function usersGroupsById(
  context: ClientContext,
  operation: Operation,
  uids: readonly number[],
  gids: readonly number[],
): Promise<UserAndGroupNames> {
  requireExtension(context, "users-groups-by-id@openssh.com", operation);
  const body = { uids: [...uids], gids: [...gids] };
  return context.session.call("users-groups-by-id@openssh.com", body, operation);
}

/** Digests of a file that the server computes. */
export async function check(
  context: ClientContext,
  operation: PathOperation,
  algorithms: string | readonly string[],
  offset: number,
  { length = 0, blockSize = 0 }: CheckOptions,
): Promise<Buffer> {
  requireExtension(context, "check-file", operation);
  const range = { algorithms: [algorithms].flat().join(","), offset, length, blockSize };
  return (await checkPath(context, operation.path, range, operation)).digests;
}

/** The MD5 digest of a part of a file that the server computes; a length of 0 is up to its end. */
export async function md5Hash(
  context: ClientContext,
  operation: PathOperation,
  offset: number,
  length: number,
): Promise<Buffer> {
  requireExtension(context, "md5-hash", operation);
  const body = { path: operation.path, offset, length, quickHash: new Uint8Array(0) };
  return Buffer.from((await context.session.call("md5-hash", body, operation)).digest);
}
