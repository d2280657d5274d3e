import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import type { SFTPClient } from "@sftp/client";
import { below } from "../places/below.ts";

/**
 * Where a download goes: to the path that was given, or, if that is a directory, into it under the name of the source. A
 * source without a name of its own, such as "/" or "..", goes to the path itself.
 */
export async function localDestination(given: string | undefined, source: string): Promise<string> {
  const name = ownName(posix.basename(source));
  if (given === undefined) return name;
  if (!given.endsWith("/") && !(await isLocalDirectory(given))) return given;
  return join(given, name);
}

/** Where an upload goes, by the same rule. */
export async function remoteDestination(
  sftp: SFTPClient,
  given: string,
  source: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (!given.endsWith("/") && !(await isRemoteDirectory(sftp, given, signal))) return given;
  const name = ownName(basename(source));
  if (name === ".") return given;
  // Not `join`, which would resolve a ".." that may stand behind a link.
  return given === "." ? name : below(given, name);
}

function ownName(name: string): string {
  return name === ".." || name === "" ? "." : name;
}

/** Whether a path here is a directory. */
export async function isLocalDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path on the server is a directory, as far as it says so. */
export async function isRemoteDirectory(
  sftp: SFTPClient,
  path: string,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    return (await sftp.stat(path, { signal })).isDirectory();
  } catch (error) {
    if (signal?.aborted) throw error;
    return false;
  }
}
