import { parseOpenMode } from "../../file/openMode.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { OperationOptions, PathOperation } from "../../session/operation.ts";
import { transferLimits } from "../limits.ts";
import { OrderedWriter } from "./orderedWriter.ts";

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
  const mode = parseOpenMode(options.flag ?? "w");
  const limits = transferLimits(context, {});
  const writer = await OrderedWriter.open(context, operation, mode, { mode: options.mode }, limits, lease);
  try {
    await writer.write(typeof data === "string" ? Buffer.from(data) : data);
    await writer.finish();
  } catch (error) {
    throw await writer.abandon(error);
  }
}
