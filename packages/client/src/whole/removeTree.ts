import type { SFTPAttributes } from "@sftp/attributes";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { Crew } from "../transfer/tree/crew.ts";
import { Folder } from "../transfer/tree/folder.ts";
import { joinRemote } from "../transfer/tree/joinRemote.ts";
import { isPlainName } from "../transfer/tree/safeName.ts";
import { listFolder } from "../tree/listFolder.ts";

/** How many files are removed at once. */
const FILES = 64;

/** READDIRs on their way for each folder. */
const READ_AHEADS = 4;

/** Removes a folder and all that is in it; links in it go, not what they lead to. */
export async function removeTree(
  session: Session,
  attributes: SFTPAttributes,
  call: CallOptions & { path: string },
): Promise<void> {
  const crew = new Crew<Folder<never>>(
    { signal: call.signal, files: FILES, weight: FILES, directories: session.room.listings },
    (folder) => visit(folder),
    (folder) => folder.release(),
  );
  await crew.run(folderAt(undefined, "", call.path, attributes));

  function folderAt(
    parent: Folder<never> | undefined,
    name: string,
    path: string,
    its: SFTPAttributes,
  ): Folder<never> {
    return new Folder(parent, name, { path, attributes: its, real: undefined }, () => removeFolder(path));
  }

  async function visit(folder: Folder<never>): Promise<void> {
    const { path } = folder.source;
    try {
      for await (const entry of listFolder(session, { ...at(path), readAheads: READ_AHEADS })) {
        await found(folder, entry, joinRemote(path, entry.filename!));
      }
    } finally {
      await folder.release();
    }
  }

  async function found(folder: Folder<never>, entry: SFTPAttributes, path: string): Promise<void> {
    // A name with a way up in it would lead out of what is to be removed.
    if (!isPlainName(entry.filename!)) {
      throw callError("ERR_SFTP_UNSAFE_NAME", "this name is no plain name of a file", at(path));
    }
    if (entry.isDirectory()) return crew.enter(folderAt(folder, entry.filename!, path, entry));
    await folder.carry(crew, 1, async () => void (await session.call("remove", { path }, at(path))));
  }

  async function removeFolder(path: string): Promise<void> {
    if (crew.signal.aborted) return;
    try {
      await session.call("rmdir", { path }, at(path));
    } catch (error) {
      crew.fail(error);
    }
  }

  function at(path: string): CallOptions & { path: string } {
    return { ...call, path, signal: crew.signal };
  }
}
