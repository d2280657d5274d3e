import type { SFTPAttributes } from "@sftp/attributes";
import type { Source } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import type { RemoteHandle } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { PathOperation } from "../../session/operation.ts";
import type { TransferLimits } from "../limits.ts";
import { openAgain, sameAttributes, sameTail, TAIL } from "./openAgain.ts";
import { isWorthStriping, Stripes } from "./stripes.ts";

/** A remote file that is read over several channels where one holds that back. */
export class StripedSource extends Stripes<Source> implements Source {
  readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.onStripe(length, signal, (end) => end.readAt(offset, length, signal));
  }

  /** Takes back what `readAt` brought; the channels of one client share their memory. */
  release(data: Uint8Array): void {
    this.first.release?.(data);
  }

  /** How many bytes may be in flight to find out whether further channels have the same file. */
  get comparedBytes(): number {
    return 2 * TAIL * this.options.channelPool.size;
  }

  /** How much may be on its way in all, in bytes: enough for a second channel to be of use. */
  get maxInFlightBytes(): number {
    return 2 * this.options.window;
  }
}

/**
 * The file as one that may be read over several channels; `undefined` if there are none, or too little is read for that.
 *
 * @param wanted how many bytes of it are read
 */
export function stripedSource(
  remote: RemoteHandle,
  { size }: SFTPAttributes,
  wanted: number,
  operation: PathOperation,
  limits: TransferLimits,
): StripedSource | undefined {
  const { channelPool } = remote.context;
  if (channelPool === undefined || size === undefined || !limits.allowsStripes) return undefined;
  const window = channelPool.windows.receiveWindow;
  // With less in flight than two channels can have, a second one is of no use.
  const { maxInFlightBytes = Number.POSITIVE_INFINITY } = limits;
  if (maxInFlightBytes < 2 * Math.max(window, 2 * TAIL * channelPool.size)) return undefined;
  if (!isWorthStriping(wanted, window)) return undefined;
  const { path, signal } = operation;
  const open = (context: ClientContext): Promise<RemoteHandle> =>
    openAgain(context, OpenFlags.READ, path, operation, async (again) => {
      const same = await Promise.all([
        sameAttributes(remote, again, ["exactSize", "mtimeMs", "mode", "uid", "gid"], signal),
        sameTail(remote, again, size, signal),
      ]);
      return same.every(Boolean);
    });
  return new StripedSource(remote, { channelPool, window, size: wanted, open });
}
