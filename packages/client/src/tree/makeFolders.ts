import { isSFTPError } from "@sftp/wire";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { checkDirectory } from "./checkDirectory.ts";

/** Makes a folder, unless there is one. */
export async function ensureFolder(
  session: Session,
  mode: number,
  call: CallOptions & { path: string },
): Promise<void> {
  try {
    await session.call("mkdir", { path: call.path, attrs: { mode } }, call);
  } catch (error) {
    if (!isSFTPError(error) || error.status === undefined) throw error;
    // What is there already may be all that was in the way.
    const isThere = await checkDirectory(session, call).then(
      () => true,
      () => false,
    );
    if (!isThere) throw error;
  }
}

/** Makes a folder and those above it, as far as they are missing. */
export async function makeFolders(
  session: Session,
  mode: number,
  call: CallOptions & { path: string },
): Promise<void> {
  try {
    await ensureFolder(session, mode, call);
  } catch (error) {
    const parent = parentOf(call.path);
    if (parent === undefined || !isSFTPError(error) || error.code !== "ENOENT") throw error;
    await makeFolders(session, mode, { ...call, path: parent });
    await ensureFolder(session, mode, call);
  }
}

function parentOf(path: string): string | undefined {
  const trimmed = path.replace(/\/+$/, "");
  const end = trimmed.lastIndexOf("/");
  return end > 0 ? trimmed.slice(0, end) : undefined;
}
