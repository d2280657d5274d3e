import { type Attrs, isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { remotePartPath } from "./partName.ts";

/** Makes a new file beside the one at `call.path`, which is what errors name. */
export async function openPart(
  session: Session,
  attrs: Attrs,
  call: CallOptions & { path: string },
): Promise<{ readonly part: RemoteHandle; readonly path: string }> {
  const { WRITE, CREAT, EXCL } = OpenFlags;
  const path = remotePartPath(call.path);
  try {
    const { handle } = await session.call("open", { path, flags: WRITE | CREAT | EXCL, attrs }, call);
    const part = new RemoteHandle(session, handle, call.path, call.reservation);
    part.timeout = call.timeout;
    return { part, path };
  } catch (error) {
    // Nobody waits for the answer any more, but the server may make the file yet.
    const isRefused = isSFTPError(error) && error.status !== undefined;
    if (!isRefused) session.call("remove", { path }).catch(() => {});
    throw error;
  }
}
