import type { SFTPAttributes } from "@sftp/attributes";
import type { Source } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import type { RemoteHandle } from "../../file/remoteHandle.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import type { Paced } from "../pacer.ts";
import { openAgain } from "./openAgain.ts";
import { sameAttributes, sameTail } from "./sameFile.ts";
import { isWorthStriping, Stripes } from "./stripes.ts";

/** A remote file that is read over several channels where one holds that back. */
export class StripedSource extends Stripes<Source> implements Source {
  readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.onLane(length, signal, (end) => end.readAt(offset, length, signal));
  }

  /** Only the channel that the bytes came over takes their memory. */
  release(data: Uint8Array): void {
    for (const end of this.ends()) end.release?.(data);
  }

  /** How much may be on its way in all, in bytes: enough for a second channel to be of use. */
  get maxInFlightBytes(): number {
    return 2 * this.options.window;
  }
}

/**
 * The file as one that may be read over several channels; `undefined` if there are none, if it is too small for that, or
 * the speed is limited.
 */
export function stripedSource(
  remote: RemoteHandle,
  { size }: SFTPAttributes,
  call: CallOptions & Paced & { path: string },
): StripedSource | undefined {
  const { siblings } = remote.session;
  if (siblings === undefined || size === undefined || call.pacer !== undefined) return undefined;
  const window = siblings.windows.receiveWindow;
  if (!isWorthStriping(size, window)) return undefined;
  const open = (session: Session): Promise<RemoteHandle> =>
    openAgain(session, OpenFlags.READ, call, async (again) => {
      const same = await Promise.all([
        sameAttributes(remote, again, ["exactSize", "mtimeMs", "mode", "uid", "gid"], call.signal),
        sameTail(remote, again, size, call.signal),
      ]);
      return same.every(Boolean);
    });
  return new StripedSource(remote, { siblings, window, size, open });
}
