import { isSFTPError, StatusCode } from "@sftp/wire";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import type { Operation, PathOperation } from "../../session/operation.ts";
import type { ClientContext } from "../../session/clientContext.ts";

/**
 * Has the server copy all of an open file into another one, by copy-data.
 *
 * @returns whether it could do it
 */
export async function copyData(from: RemoteHandle, to: RemoteHandle, operation: Operation): Promise<boolean> {
  const { context } = from;
  if (context !== to.context || !context.capabilities.has("copy-data")) return false;
  const body = {
    readHandle: from.bytes("copy"),
    readOffset: 0,
    length: 0,
    writeHandle: to.bytes("copy"),
    writeOffset: 0,
  };
  return couldDo(() => context.session.call("copy-data", body, operation));
}

/**
 * Has the server make a copy of a file under a new name, by copy-file. A file that is there already is not risked.
 *
 * @returns whether it could do it
 */
export async function copyByName(
  context: ClientContext,
  operation: PathOperation & { readonly destination: string },
): Promise<boolean> {
  if (!context.capabilities.has("copy-file")) return false;
  const body = { sourcePath: operation.path, destinationPath: operation.destination, overwrite: false };
  return couldDo(() => context.session.call("copy-file", body, operation));
}

/** A server that refuses, for instance to copy a file onto itself, does not end it: through the client it does no harm. */
async function couldDo(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const { OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER } = StatusCode;
    if (isSFTPError(error) && [OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER].includes(error.status!))
      return false;
    throw error;
  }
}
