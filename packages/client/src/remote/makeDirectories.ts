import type { ClientContext } from "../session/clientContext.ts";
import { onPath, type PathOperation } from "../session/operation.ts";
import { checkDirectory, isMissing, isRefused } from "./stat.ts";

/** The permissions that a directory gets, within the server's umask, if nobody says otherwise. */
export const DIRECTORY_MODE = 0o777;

/**
 * Makes a directory, unless there is one. A server that refuses the usual permissions is not told any.
 *
 * @returns whether it was made
 */
export async function ensureDirectory(
  context: ClientContext,
  mode: number,
  operation: PathOperation,
): Promise<boolean> {
  const { path } = operation;
  try {
    await context.session.call("mkdir", { path, attrs: { mode } }, operation);
    return true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    // What is there already may be all that was in the way.
    if (await succeeds(checkDirectory(context, operation))) return false;
    const isUsual = mode === DIRECTORY_MODE && !isMissing(error);
    if (isUsual && (await succeeds(context.session.call("mkdir", { path, attrs: {} }, operation))))
      return true;
    throw error;
  }
}

/**
 * Makes a directory and those above it, as far as they are missing.
 *
 * @returns whether it was made
 */
export async function makeDirectories(
  context: ClientContext,
  mode: number,
  operation: PathOperation,
): Promise<boolean> {
  try {
    return await ensureDirectory(context, mode, operation);
  } catch (error) {
    const parent = parentOf(operation.path);
    // Some servers say no more than FAILURE where a parent is missing.
    if (parent === undefined || !(isMissing(error) || (isRefused(error) && error.code === "EIO")))
      throw error;
    if (!(await makeParents(context, mode, onPath(operation, parent)))) throw error;
    return ensureDirectory(context, mode, operation);
  }
}

async function makeParents(context: ClientContext, mode: number, operation: PathOperation): Promise<boolean> {
  try {
    await makeDirectories(context, mode, operation);
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

function parentOf(path: string): string | undefined {
  const trimmed = path.replace(/\/+$/, "");
  const end = trimmed.lastIndexOf("/");
  return end > 0 ? trimmed.slice(0, end) : undefined;
}
