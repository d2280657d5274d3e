import { type Contents, sourceOf } from "../../arguments/bytes.ts";
import { parseOpenMode } from "../../file/openMode.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { OperationOptions, PathOperation } from "../../session/operation.ts";
import { transferLimits } from "../limits.ts";
import { OrderedWriter } from "./orderedWriter.ts";
import { InputParts } from "./putfo.ts";

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
  data: Contents,
  options: WriteFileOptions,
): Promise<void> {
  await using parts = new InputParts(sourceOf(data), operation.signal);
  // Nothing is opened before the source has given something, or its end.
  await parts.ready();
  using lease = await context.handles.acquire(1, operation.signal);
  const mode = parseOpenMode(options.flag ?? "w");
  const limits = transferLimits(context, {});
  const writer = await OrderedWriter.open(context, operation, mode, { mode: options.mode }, limits, lease);
  try {
    for await (const part of parts) await writer.write(part);
    await writer.finish();
  } catch (error) {
    throw await writer.abandon(error);
  }
}
