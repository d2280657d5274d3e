import { isSFTPError } from "@sftp/wire";
import type { CallOptions } from "../session/callOptions.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import type { RemoteHandle } from "./remoteHandle.ts";

/**
 * The size of an open file that is to be appended to; by its path where the server does not tell it otherwise. 0 where
 * it tells nothing: a server that appends looks at no offset.
 */
export async function sizeOf(handle: RemoteHandle, call: CallOptions & { path: string }): Promise<number> {
  const size = await handle.stat(call).then(
    (attributes) => attributes.size,
    (error: unknown) => {
      if (!isSFTPError(error) || error.status === undefined) throw error;
    },
  );
  if (size !== undefined) return size;
  try {
    return (await attributesOf(handle.session, "stat", call.path, call)).size ?? 0;
  } catch (error) {
    if (isSFTPError(error) && error.status !== undefined) return 0;
    throw error;
  }
}
