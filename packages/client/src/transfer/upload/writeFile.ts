import { parseOpenMode } from "../../file/openMode.ts";
import { RemoteHandle, sizeOf } from "../../remote/remoteHandle.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { OperationOptions, PathOperation } from "../../session/operation.ts";
import { transferLimits, writeBehind } from "../limits.ts";

/** What `writeFile` takes beside path and data. */
export interface WriteFileOptions extends OperationOptions {
  /** Permissions of a file that is created. Default: what the server does by itself. */
  mode?: number | undefined;
  /** As the mode of `SFTPClient.open`; `wx` fails if the file exists, `a` appends. Default: `w`. */
  flag?: string | number | undefined;
}

/** Writes a whole file. */
export async function writeFile(
  context: ClientContext,
  operation: PathOperation,
  data: string | Uint8Array,
  options: WriteFileOptions,
): Promise<void> {
  using lease = await context.handles.acquire(1, operation.signal);
  const { flags, append } = parseOpenMode(options.flag ?? "w");
  const handle = await RemoteHandle.openFor(context, flags, { mode: options.mode }, operation, lease);
  try {
    const offset = append ? await sizeOf(handle, operation) : 0;
    const behind = writeBehind(handle, transferLimits(context, {}), { offset, signal: operation.signal });
    await behind.write(typeof data === "string" ? Buffer.from(data) : data);
    await behind.flush();
    await handle.close(operation);
  } finally {
    await handle.close().catch(() => {});
  }
}
