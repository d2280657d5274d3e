import { callError } from "../session/callError.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { PathOperation } from "../session/operation.ts";
import { isMissing, isRefused } from "../tree/isMissing.ts";
import { existsAlready } from "../tree/probes.ts";
import { withProbe } from "../tree/withProbe.ts";

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
