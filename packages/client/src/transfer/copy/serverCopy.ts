import { isSFTPError, StatusCode } from "@sftp/wire";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";

/**
 * Has the server copy all of an open file into another one, by copy-data.
 *
 * @returns whether it could do it
 */
export async function copyData(from: RemoteHandle, to: RemoteHandle, call: CallOptions): Promise<boolean> {
  const { session } = from;
  if (session !== to.session || !session.capabilities.has("copy-data")) return false;
  const body = {
    readHandle: from.bytes("copy"),
    readOffset: 0,
    length: 0,
    writeHandle: to.bytes("copy"),
    writeOffset: 0,
  };
  return couldDo(() => session.call("copy-data", body, call));
}

/**
 * Has the server make a copy of a file under a new name, by copy-file. A file that is there already is not risked.
 *
 * @returns whether it could do it
 */
export async function copyByName(
  session: Session,
  sourcePath: string,
  destinationPath: string,
  call: CallOptions,
): Promise<boolean> {
  if (!session.capabilities.has("copy-file")) return false;
  const body = { sourcePath, destinationPath, overwrite: false };
  return couldDo(() => session.call("copy-file", body, call));
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
