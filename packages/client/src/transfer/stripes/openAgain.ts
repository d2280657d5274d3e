import type { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import { callError } from "../../session/callError.ts";
import type { OperationOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";

/**
 * Opens a file that is open already once more, in another session.
 *
 * @throws SFTPError ERR_SFTP_CHANGED unless it is the same
 */
export async function openAgain(
  session: Session,
  flags: OpenFlags,
  { path, signal, timeout }: OperationOptions & { path: string },
  isSame: (file: RemoteHandle) => Promise<boolean>,
): Promise<RemoteHandle> {
  const call = { signal, timeout, path };
  const file = await RemoteHandle.openFor(session, flags, {}, call);
  try {
    if (await isSame(file)) return file;
    throw callError("ERR_SFTP_CHANGED", "another file has this name by now", call);
  } catch (error) {
    file.close().catch(() => {});
    throw error;
  }
}
