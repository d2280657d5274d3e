import { OpenFlags } from "@sftp/wire";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { RemoteHandle } from "./remoteHandle.ts";

/** Does something with a remote file that is open for reading. What was only read cannot be lost by a CLOSE that fails. */
export async function whileReading<T>(
  session: Session,
  path: string,
  call: CallOptions,
  work: (remote: RemoteHandle) => Promise<T>,
): Promise<T> {
  const remote = await RemoteHandle.openFor(session, OpenFlags.READ, {}, { ...call, path });
  try {
    return await work(remote);
  } finally {
    remote.close().catch(() => {});
  }
}
