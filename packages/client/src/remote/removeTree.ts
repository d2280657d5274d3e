import type { SFTPAttributes } from "@sftp/attributes";
import type { SFTPError } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { onPath, type PathOperation } from "../session/operation.ts";
import { Folder } from "../transfer/tree/directory.ts";
import { Workers } from "../transfer/tree/workers.ts";
import { joinRemote, listDirectory } from "./listDirectory.ts";

/** How many files are removed at once. */
const FILES = 64;

/** READDIRs on their way for each folder. */
const READ_AHEADS = 4;

/** Removes a folder and all that is in it; links in it go, not what they lead to. */
export async function removeTree(
  context: ClientContext,
  operation: PathOperation,
  attributes: SFTPAttributes,
): Promise<void> {
  const workers = new Workers<Folder<never>>(
    { signal: operation.signal, files: FILES, weight: FILES, directories: context.handles.listings },
    (folder) => visit(folder),
    (folder) => folder.release(),
  );
  /** What a directory with an unsafe name in it can be told by; it stays, and so do those above it. */
  const kept = new Set<Folder<never>>();
  let unsafe: SFTPError | undefined;
  await workers.run(folderAt(undefined, "", operation.path, attributes));
  if (unsafe !== undefined) throw unsafe;

  function folderAt(
    parent: Folder<never> | undefined,
    name: string,
    path: string,
    its: SFTPAttributes,
  ): Folder<never> {
    return new Folder(parent, name, { path, attributes: its, real: undefined }, removeFolder);
  }

  async function visit(folder: Folder<never>): Promise<void> {
    const { path } = folder.source;
    const onUnsafe = (error: SFTPError): void => {
      unsafe ??= error;
      for (let up: Folder<never> | undefined = folder; up !== undefined; up = up.parent) kept.add(up);
    };
    try {
      for await (const entry of listDirectory(context, at(path), { readAheads: READ_AHEADS, onUnsafe })) {
        await found(folder, entry, joinRemote(path, entry.filename!));
      }
    } finally {
      await folder.release();
    }
  }

  async function found(folder: Folder<never>, entry: SFTPAttributes, path: string): Promise<void> {
    if (entry.isDirectory()) return workers.enter(folderAt(folder, entry.filename!, path, entry));
    await folder.carry(
      workers,
      1,
      async () => void (await context.session.call("remove", { path }, at(path))),
    );
  }

  async function removeFolder(folder: Folder<never>): Promise<void> {
    const { path } = folder.source;
    if (workers.signal.aborted || kept.has(folder)) return;
    try {
      await context.session.call("rmdir", { path }, at(path));
    } catch (error) {
      workers.fail(error);
    }
  }

  function at(path: string): PathOperation {
    return { ...onPath(operation, path), signal: workers.signal };
  }
}
