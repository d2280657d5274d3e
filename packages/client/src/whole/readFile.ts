import type { ClientContext } from "../session/clientContext.ts";
import type { OperationOptions, PathOperation } from "../session/operation.ts";
import { readWhole } from "../transfer/readWhole.ts";
import { transferLimits } from "../transfer/transferLimits.ts";

/** What `readFile` takes beside the path. */
export interface ReadFileOptions extends OperationOptions {
  /** How the bytes are made text. Default: they stay bytes. */
  encoding?: BufferEncoding | undefined;
}

/** The content of a file. */
export async function readFile(context: ClientContext, operation: PathOperation): Promise<Buffer> {
  using lease = await context.handles.acquire(1, operation.signal);
  const parts: Uint8Array[] = [];
  const take = (bytes: Uint8Array): void => void parts.push(bytes);
  await readWhole(context, operation, { mayGrow: true }, transferLimits(context, {}), take, lease);
  return Buffer.concat(parts);
}
