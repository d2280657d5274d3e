import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import type { SFTPClient } from "@sftp/sftp";

/**
 * Where a download goes: to the path that was given, or, if that is a folder, into it under the name of the source. A
 * source without a name of its own, such as "/" or "..", goes to the path itself.
 */
export async function localDestination(given: string | undefined, source: string): Promise<string> {
  const name = ownName(posix.basename(source));
  if (given === undefined) return name;
  if (!given.endsWith("/") && !(await isLocalFolder(given))) return given;
  return join(given, name);
}

/** Where an upload goes, by the same rule. */
export async function remoteDestination(
  sftp: SFTPClient,
  given: string,
  source: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (!given.endsWith("/") && !(await isRemoteFolder(sftp, given, signal))) return given;
  const name = ownName(basename(source));
  if (name === ".") return given;
  // Not `join`, which would resolve a ".." that may stand behind a link.
  return given.endsWith("/") ? given + name : `${given}/${name}`;
}

function ownName(name: string): string {
  return name === ".." || name === "" ? "." : name;
}

/** Whether a path here is a folder. */
export async function isLocalFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path on the server is a folder, as far as it says so. */
export async function isRemoteFolder(sftp: SFTPClient, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await sftp.stat(path, { signal })).isDirectory();
  } catch (error) {
    if (signal?.aborted) throw error;
    return false;
  }
}
