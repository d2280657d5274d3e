import { isSFTPError } from "@sftp/wire";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { checkDirectory } from "./checkDirectory.ts";

/** Makes a folder, unless there is one. */
export async function ensureFolder(session: Session, call: CallOptions & { path: string }): Promise<void> {
  try {
    await session.call("mkdir", { path: call.path, attrs: { mode: 0o777 } }, call);
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
