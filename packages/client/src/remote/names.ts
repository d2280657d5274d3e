import type { Attrs } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { callError } from "../session/failures.ts";
import type { OperationOptions, PathOperation } from "../session/operation.ts";
import { listDirectory } from "./listDirectory.ts";
import { makeDirectories } from "./makeDirectories.ts";
import { existsAlready, isFolder, type Probe, withProbe } from "./probes.ts";
import { attributesOf, checkDirectory, isMissing, nameOf } from "./stat.ts";

/** What `mkdir` takes beside the path. */
export interface MkdirOptions extends OperationOptions {
  /** Permissions of the new directory, as far as the server's umask leaves them. Default: 0o777. */
  mode?: number | undefined;
  /** Makes missing parent directories too, and succeeds if the directory exists. Default: false. */
  recursive?: boolean | undefined;
}

/** What `rm` takes beside the path. */
export interface RmOptions extends OperationOptions {
  /** Removes a directory with everything in it. Default: false. */
  recursive?: boolean | undefined;
  /** Succeeds if there is nothing of that name. Default: false. */
  force?: boolean | undefined;
}

/** Sets what is present in `attrs`, and nothing else. */
export async function setAttributes(
  context: ClientContext,
  operation: PathOperation,
  attrs: Attrs,
): Promise<void> {
  await context.session.call("setstat", { path: operation.path, attrs }, operation);
}

/** Whether a path names something; a link that leads nowhere does not. */
export async function exists(context: ClientContext, operation: PathOperation): Promise<boolean> {
  try {
    await attributesOf(context, "stat", operation);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Makes a directory. */
export async function mkdir(
  context: ClientContext,
  operation: PathOperation,
  { mode = 0o777, recursive }: MkdirOptions,
): Promise<void> {
  if (recursive === true) return void (await makeDirectories(context, mode, operation));
  const body = { path: operation.path, attrs: { mode } };
  await withProbe(context, operation, existsAlready, () => context.session.call("mkdir", body, operation));
}

/** Removes an empty directory. */
export async function rmdir(context: ClientContext, operation: PathOperation): Promise<void> {
  const { path } = operation;
  await withProbe(context, operation, isFullOrNoDirectory, () =>
    context.session.call("rmdir", { path }, operation),
  );
}

/** Removes a file, or a link but not its target. */
export async function remove(context: ClientContext, operation: PathOperation): Promise<void> {
  const { path } = operation;
  await withProbe(context, operation, isFolder, () => context.session.call("remove", { path }, operation));
}

/** Renames or moves; fails if the destination exists. */
export async function rename(
  context: ClientContext,
  operation: PathOperation & { readonly destination: string },
): Promise<void> {
  const body = { oldPath: operation.path, newPath: operation.destination };
  await withProbe(context, operation, existsAlready, () => context.session.call("rename", body, operation));
}

/** Removes a file or link, or with `recursive` also a directory with everything in it. */
export async function rm(
  context: ClientContext,
  operation: PathOperation,
  { recursive = false, force = false }: RmOptions,
): Promise<void> {
  const { path } = operation;
  try {
    const attributes = await attributesOf(context, "lstat", operation);
    if (!attributes.isDirectory()) await context.session.call("remove", { path }, operation);
    else if (recursive) {
      const { removeTree } = await import("./removeTree.ts");
      await removeTree(context, operation, attributes);
    } else throw callError("EISDIR", "it is a directory: set recursive to remove it", operation);
  } catch (error) {
    if (!force || !isMissing(error)) throw error;
  }
}

/** Sets the working directory, which is checked to be one; `null` forgets it. */
export async function changeDirectory(
  context: ClientContext,
  path: string | null,
  options: OperationOptions,
): Promise<void> {
  if (path === null) {
    context.cwd = undefined;
    return;
  }
  await checkDirectory(context, context.operation("chdir", path, options));
  const operation = context.operation("normalize", path, options);
  context.cwd = await nameOf(context, "realpath", operation);
}

/** What was to be removed as an empty folder is not empty, or none. */
const isFullOrNoDirectory: Probe = async (context, operation) => {
  const { type } = await attributesOf(context, "lstat", operation);
  if (type !== "directory") return type === "unknown" ? undefined : "ENOTDIR";
  let hasUnsafe = false;
  const onUnsafe = (): void => void (hasUnsafe = true);
  await using entries = listDirectory(context, operation, { readAheads: 1, onUnsafe });
  const { done } = await entries.next();
  return done === true && !hasUnsafe ? undefined : "ENOTEMPTY";
};
