import type { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import { callError } from "../../session/callError.ts";
import type { OperationOptions } from "../../session/operation.ts";
import type { ClientContext } from "../../session/clientContext.ts";

/**
 * Opens a file that is open already once more, in another session.
 *
 * @throws SFTPError ERR_SFTP_CHANGED unless it is the same
 */
export async function openAgain(
  context: ClientContext,
  flags: OpenFlags,
  path: string,
  { signal, timeout }: OperationOptions,
  isSame: (file: RemoteHandle) => Promise<boolean>,
): Promise<RemoteHandle> {
  const operation = { name: "open", path, signal, timeout };
  const file = await RemoteHandle.openFor(context, flags, {}, operation);
  try {
    if (await isSame(file)) return file;
    throw callError("ERR_SFTP_CHANGED", "another file has this name by now", operation);
  } catch (error) {
    file.close().catch(() => {});
    throw error;
  }
}
