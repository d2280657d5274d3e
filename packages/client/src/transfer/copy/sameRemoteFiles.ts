import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import { HandleQuota } from "../../session/handleQuota.ts";
import { onPath, type Operation } from "../../session/operation.ts";
import { sameUntil } from "../compare/sameUntil.ts";
import type { TransferLimits } from "../transferLimits.ts";
import type { RemoteFile } from "../remoteFile.ts";
import { RemoteContent } from "./remoteContent.ts";

/** Whether two remote files, which have the same length, have the same content. */
export async function sameRemoteFiles(
  one: RemoteFile,
  other: RemoteFile,
  length: number,
  operation: Operation,
  limits: TransferLimits,
): Promise<boolean> {
  const { READ } = OpenFlags;
  const { signal } = operation;
  using leases = await HandleQuota.acquireBoth(one.context.handles, other.context.handles, signal);
  using remote = await RemoteHandle.openFor(one.context, READ, {}, onPath(operation, one.path), leases.first);
  using second = await RemoteHandle.openFor(
    other.context,
    READ,
    {},
    onPath(operation, other.path),
    leases.second,
  );
  const pair = { remote, local: new RemoteContent(second, limits, signal) };
  return (await sameUntil(pair, 0, length, operation, limits)) === length;
}
