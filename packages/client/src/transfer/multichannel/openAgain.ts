import type { SFTPAttributes } from "@sftp/attributes";
import type { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { callError } from "../../session/failures.ts";
import type { OperationOptions } from "../../session/operation.ts";

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

/** How much of the end of a file is compared, in bytes: what depends on all that is before often stands there. */
export const TAIL = 16 * 1024;

/**
 * Whether two handles, each of a session of its own, are open on files with the same attributes. Where the server tells
 * none of them, that is not known.
 */
export async function sameAttributes(
  one: RemoteHandle,
  other: RemoteHandle,
  which: readonly (keyof SFTPAttributes)[],
  signal?: AbortSignal,
): Promise<boolean> {
  const [a, b] = await Promise.all([one.stat({ signal }), other.stat({ signal })]);
  return a[which[0]!] !== undefined && which.every((name) => a[name] === b[name]);
}

/** Whether the last bytes of two files of this size are the same. */
export async function sameTail(
  one: RemoteHandle,
  other: RemoteHandle,
  size: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const length = Math.min(TAIL, size);
  const [a, b] = await Promise.all([one, other].map((file) => file.readAt(size - length, length, signal)));
  return Buffer.compare(a!, b!) === 0;
}
