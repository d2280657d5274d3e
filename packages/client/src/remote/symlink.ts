import { isSFTPError } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import type { PathOperation } from "../session/operation.ts";
import { existsAlready, withProbe } from "./probes.ts";
import { attributesOf } from "./stat.ts";

/** Makes a link at `operation.path`, with the arguments in the order that the server understands. */
async function symlink(context: ClientContext, operation: PathOperation, target: string): Promise<void> {
  const [targetPath, linkPath] =
    context.symlinkOrder === "link-first" ? [operation.path, target] : [target, operation.path];
  await context.session.call("symlink", { targetPath, linkPath }, operation);
}

/** As `symlink`; the error says if something has the name already. */
export async function makeLink(
  context: ClientContext,
  operation: PathOperation,
  target: string,
): Promise<void> {
  await withProbe(context, operation, existsAlready, () => symlink(context, operation, target));
}

/** As `symlink`, in the place of a link that is there already. */
export async function replaceLink(
  context: ClientContext,
  operation: PathOperation,
  target: string,
): Promise<void> {
  try {
    await symlink(context, operation, target);
  } catch (error) {
    if (!isSFTPError(error) || error.status === undefined) throw error;
    const there = await attributesOf(context, "lstat", operation).catch(() => undefined);
    if (there?.type !== "symlink") throw error;
    await context.session.call("remove", { path: operation.path }, operation);
    await symlink(context, operation, target);
  }
}
