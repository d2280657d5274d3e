import { fileType, type FileType } from "@sftp/attributes";
import { callError } from "../session/callError.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { isMissing, isRefused } from "./isMissing.ts";

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
