import { copy } from "@sftp/prefetch";
import { isSFTPError, OpenFlags, StatusCode } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";

/** Where a copy comes from and where it goes. */
export interface RemoteCopy extends CallOptions {
  readonly path: string;
  readonly destination: string;
}

/**
 * Copies a file at the server: by copy-data where it can, else through this client. The target is not emptied before, so
 * that copying a file onto itself, under whatever name, leaves it as it is.
 */
export function copyRemote(session: Session, canCopyData: boolean, call: RemoteCopy): Promise<void> {
  return session.room.during(2, call.signal, (reservation) =>
    copyNow(session, canCopyData, { ...call, reservation }),
  );
}

async function copyNow(session: Session, canCopyData: boolean, call: RemoteCopy): Promise<void> {
  const source = await RemoteHandle.openFor(session, OpenFlags.READ, {}, call);
  try {
    const { WRITE, CREAT } = OpenFlags;
    const at = { ...call, path: call.destination, destination: undefined };
    const target = await RemoteHandle.openFor(session, WRITE | CREAT, {}, at);
    try {
      if (!canCopyData || !(await copyData(session, source, target, call))) {
        const { size } = await source.stat(call);
        const requestSize = Math.min(source.sizes.read, target.sizes.write);
        await copy(source, target, { size, requestSize, signal: call.signal });
      }
      await cutToLength(source, target, call);
      await target.close(call);
    } finally {
      await target.close().catch(() => {});
    }
  } finally {
    source.close().catch(() => {});
  }
}

/** @returns whether the server could do it */
async function copyData(
  session: Session,
  source: RemoteHandle,
  target: RemoteHandle,
  call: CallOptions,
): Promise<boolean> {
  const body = {
    readHandle: source.bytes("copy"),
    readOffset: 0,
    length: 0,
    writeHandle: target.bytes("copy"),
    writeOffset: 0,
  };
  try {
    await session.call("copy-data", body, call);
    return true;
  } catch (error) {
    // A server that refuses to copy a file onto itself says FAILURE; copying it through the client does no harm.
    const { OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER } = StatusCode;
    if (isSFTPError(error) && [OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER].includes(error.status!))
      return false;
    throw error;
  }
}

/** A target that was longer before loses what is left of that. */
async function cutToLength(source: RemoteHandle, target: RemoteHandle, call: CallOptions): Promise<void> {
  const [from, to] = await Promise.all([source.stat(call), target.stat(call)]);
  if (from.size === undefined || to.size === undefined || to.size <= from.size) return;
  await target.setstat("copy", { size: from.size }, call);
}
