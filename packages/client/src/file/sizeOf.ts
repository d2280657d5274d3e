import { isSFTPError } from "@sftp/wire";
import type { PathOperation } from "../session/operation.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import type { RemoteHandle } from "./remoteHandle.ts";

/**
 * The size of an open file that is to be appended to; by its path where the server does not tell it otherwise. 0 where
 * it tells nothing: a server that appends looks at no offset.
 */
export async function sizeOf(handle: RemoteHandle, operation: PathOperation): Promise<number> {
  const size = await handle.stat(operation).then(
    (attributes) => attributes.size,
    (error: unknown) => {
      if (!isSFTPError(error) || error.status === undefined) throw error;
    },
  );
  if (size !== undefined) return size;
  try {
    return (await attributesOf(handle.context, "stat", operation)).size ?? 0;
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return 0;
    throw error;
  }
}
