import { SFTPAttributes } from "@sftp/attributes";

import type { Awaitable, FolderListing, RequestContext } from "../backend/backend.ts";
import type { PendingUpload } from "./pendingUpload.ts";

/**
 * A directory's entries, with the uploads in it as if they were there already. While it is read they may be closed, removed
 * or renamed: each is looked at again when its turn comes.
 *
 * @param uploads those that were pending when the directory was opened
 * @param pending the upload that has a path now
 * @param lstat what the backend has at a path
 */
export async function* withUploads(
  listing: FolderListing,
  uploads: readonly PendingUpload[],
  pending: (path: string) => PendingUpload | undefined,
  lstat: (path: string) => Awaitable<SFTPAttributes>,
  ctx: RequestContext,
): AsyncGenerator<SFTPAttributes, void, undefined> {
  const left = new Map(uploads.map(({ name, path }) => [name, path]));
  const take = async (name: string, path: string): Promise<SFTPAttributes[]> => {
    left.delete(name);
    try {
      const upload = pending(path);
      if (upload !== undefined) return [await upload.entry(ctx)];
    } catch {
      // It is being closed.
    }
    try {
      const attributes = await lstat(path);
      return [SFTPAttributes.fromWire(attributes.toWire(), name)];
    } catch {
      return [];
    }
  };
  for await (const entry of listing) {
    const { filename = "" } = entry;
    const path = left.get(filename);
    if (path === undefined) yield entry;
    else yield* await take(filename, path);
  }
  for (const [name, path] of left) yield* await take(name, path);
}
