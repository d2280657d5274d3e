import type { SFTPAttributes } from "@sftp/attributes";
import type { SFTPError } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { onPath, type OperationOptions, type PathOperation } from "../session/operation.ts";
import { joinRemote, listAll } from "./listDirectory.ts";

/** Folders that are being listed beforehand. */
const AHEAD = 8;

/** READDIRs on their way for each folder. */
const READ_AHEADS = 4;

/** Something found by `walk`. */
export interface WalkEntry {
  /** The path, beginning with the one that was given to `walk`. */
  readonly path: string;
  /** How many folders it is below that: 1 for what is directly in it. */
  readonly depth: number;
  readonly attributes: SFTPAttributes;
}

/** How `walk` goes. */
export interface WalkOptions extends OperationOptions {
  /** Whether an entry is given, and, if it is a folder, entered. */
  filter?: ((entry: WalkEntry) => boolean) | undefined;
  /** How deep it goes: 1 is only what is directly in the folder. Default: no limit. */
  maxDepth?: number | undefined;
  /**
   * Told of directories that cannot be listed and of entries whose names are unsafe, which are left out. Default: a directory
   * that cannot be listed ends the walk, and of unsafe names the process is warned once.
   */
  onError?: ((error: unknown, path: string) => void) | undefined;
}

/** A folder to be listed. */
interface Folder {
  readonly path: string;
  readonly depth: number;
  entries?: Promise<SFTPAttributes[]>;
}

/** All that is below a folder, each before what is in it; links are not followed. */
export async function* walk(
  context: ClientContext,
  operation: PathOperation,
  options: WalkOptions,
): AsyncGenerator<WalkEntry, void, undefined> {
  const { filter, maxDepth = Number.POSITIVE_INFINITY, onError } = options;
  const folders: Folder[] = [{ path: operation.path, depth: 1 }];
  while (folders.length > 0) {
    for (const folder of folders.slice(-AHEAD))
      folder.entries ??= list(context, onPath(operation, folder.path), onError);
    const { path, depth, entries } = folders.pop()!;
    const below: Folder[] = [];
    for (const attributes of await entries!) {
      const entry = { path: joinRemote(path, attributes.filename!), depth, attributes };
      if (filter?.(entry) === false) continue;
      if (attributes.isDirectory() && depth < maxDepth) below.push({ path: entry.path, depth: depth + 1 });
      yield entry;
    }
    folders.push(...below.toReversed());
  }
}

function list(
  context: ClientContext,
  operation: PathOperation,
  onError: WalkOptions["onError"],
): Promise<SFTPAttributes[]> {
  const onUnsafe = onError && ((error: SFTPError) => onError(error, operation.path));
  const entries = listAll(context, operation, READ_AHEADS, onUnsafe);
  if (onError !== undefined) {
    return entries.catch((error: unknown) => {
      onError(error, operation.path);
      return [];
    });
  }
  // The walk may end before it comes to this one.
  entries.catch(() => {});
  return entries;
}
