import { type Attrs, isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { remotePartPath } from "./partName.ts";

/** Makes a new file beside the one at `operation.path`, which is what errors name. */
export async function openPart(
  context: ClientContext,
  operation: PathOperation,
  attrs: Attrs,
  lease?: HandleLease,
): Promise<{ readonly part: RemoteHandle; readonly path: string }> {
  const { WRITE, CREAT, EXCL } = OpenFlags;
  const path = remotePartPath(operation.path);
  try {
    const { handle } = await context.session.call(
      "open",
      { path, flags: WRITE | CREAT | EXCL, attrs },
      operation,
    );
    const part = new RemoteHandle(context, handle, operation.path, lease ?? context.handles.keep());
    part.timeout = operation.timeout;
    return { part, path };
  } catch (error) {
    // Nobody waits for the answer any more, but the server may make the file yet.
    const isRefused = isSFTPError(error) && error.status !== undefined;
    if (!isRefused) context.session.call("remove", { path }).catch(() => {});
    throw error;
  }
}
