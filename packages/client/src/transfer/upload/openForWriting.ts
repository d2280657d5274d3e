import type { Attrs, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import { isMissing, isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { PathOperation } from "../../session/operation.ts";
import type { Unmet } from "../report.ts";

/** Opens a file to be written. Where attributes are refused it is opened without them, which is noted. */
export async function openForWriting(
  context: ClientContext,
  operation: PathOperation,
  flags: OpenFlags,
  attrs: Attrs,
  unmet: Unmet,
  lease?: HandleLease,
): Promise<RemoteHandle> {
  try {
    return await RemoteHandle.openFor(context, flags, attrs, operation, lease);
  } catch (error) {
    if (!hasAny(attrs) || !isRefused(error) || isMissing(error)) throw error;
    const handle = await RemoteHandle.openFor(context, flags, {}, operation, lease).catch(() => undefined);
    if (handle === undefined) throw error;
    unmet.refused(operation.path, error);
    return handle;
  }
}

function hasAny(attrs: Attrs): boolean {
  return Object.values(attrs).some((value) => value !== undefined);
}
