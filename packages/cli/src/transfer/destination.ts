import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import type { SFTPClient } from "@sftp/sftp";
import { UsageError } from "../usageError.ts";

/** Where a download goes: to the path that was given, or, if that is a folder, into it under the source's name. */
export async function localDestination(given: string | undefined, source: string): Promise<string> {
  if (given === undefined) return nameOf(source, posix.basename(source));
  if (!given.endsWith("/") && !(await isLocalFolder(given))) return given;
  return join(given, nameOf(source, posix.basename(source)));
}

/** Where an upload goes, by the same rule. */
export async function remoteDestination(
  sftp: SFTPClient,
  given: string | undefined,
  source: string,
  signal: AbortSignal,
): Promise<string> {
  if (given === undefined) return nameOf(source, basename(source));
  if (!given.endsWith("/") && !(await isRemoteFolder(sftp, given, signal))) return given;
  const name = nameOf(source, basename(source));
  // Not `join`, which would resolve a ".." that may stand behind a link.
  return given.endsWith("/") ? given + name : `${given}/${name}`;
}

/** The name that a path ends in, which must be one of its own. */
function nameOf(path: string, name: string): string {
  if (name === "" || name === "." || name === "..") {
    throw new UsageError(`${path} ends in no name: say what the copy is to be called`);
  }
  return name;
}

async function isLocalFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function isRemoteFolder(sftp: SFTPClient, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await sftp.stat(path, { signal })).isDirectory();
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
