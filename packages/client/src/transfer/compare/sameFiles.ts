import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../file/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { PathOperation } from "../../session/operation.ts";
import { LocalFile } from "../localFile.ts";
import type { TransferLimits } from "../transferLimits.ts";
import { sameUntil } from "./sameUntil.ts";

const { O_RDONLY } = constants;

/**
 * Whether a remote and a local file, which have the same length, have the same content.
 *
 * @param localFlags for `open`, beside reading
 */
export async function sameFiles(
  context: ClientContext,
  operation: PathOperation,
  localPath: Buffer,
  length: number,
  limits: TransferLimits,
  localFlags = 0,
): Promise<boolean> {
  using lease = await context.handles.acquire(1, operation.signal);
  await using file = await open(localPath, O_RDONLY | localFlags);
  using remote = await RemoteHandle.openFor(context, OpenFlags.READ, {}, operation, lease);
  const pair = { remote, local: new LocalFile(file, context.buffers) };
  return (await sameUntil(pair, 0, length, operation, limits)) === length;
}
