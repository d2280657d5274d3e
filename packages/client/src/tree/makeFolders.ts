import { isSFTPError } from "@sftp/wire";
import { onPath, type PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { checkDirectory } from "./checkDirectory.ts";

/** Makes a folder, unless there is one. */
export async function ensureFolder(
  context: ClientContext,
  mode: number,
  operation: PathOperation,
): Promise<void> {
  try {
    await context.session.call("mkdir", { path: operation.path, attrs: { mode } }, operation);
  } catch (error) {
    if (!isSFTPError(error) || error.status === undefined) throw error;
    // What is there already may be all that was in the way.
    const isThere = await checkDirectory(context, operation).then(
      () => true,
      () => false,
    );
    if (!isThere) throw error;
  }
}

/** Makes a folder and those above it, as far as they are missing. */
export async function makeFolders(
  context: ClientContext,
  mode: number,
  operation: PathOperation,
): Promise<void> {
  try {
    await ensureFolder(context, mode, operation);
  } catch (error) {
    const parent = parentOf(operation.path);
    if (parent === undefined || !isSFTPError(error) || error.code !== "ENOENT") throw error;
    await makeFolders(context, mode, onPath(operation, parent));
    await ensureFolder(context, mode, operation);
  }
}

function parentOf(path: string): string | undefined {
  const trimmed = path.replace(/\/+$/, "");
  const end = trimmed.lastIndexOf("/");
  return end > 0 ? trimmed.slice(0, end) : undefined;
}
