import { SFTPAttributes } from "@sftp/attributes";
import { isSFTPError } from "@sftp/wire";
import type { RemoteHandle } from "../file/remoteHandle.ts";
import type { OperationOptions } from "../session/operation.ts";

/** What the server says of an open file; nothing if it refuses the question. */
export async function statOpened(
  remote: RemoteHandle,
  { signal, timeout }: OperationOptions,
): Promise<SFTPAttributes> {
  try {
    return await remote.stat({ signal, timeout });
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return new SFTPAttributes();
    throw error;
  }
}
