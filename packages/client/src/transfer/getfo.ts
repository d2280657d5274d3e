import type { ClientContext } from "../session/clientContext.ts";
import type { PathOperation } from "../session/operation.ts";
import { type ByteSink, partSink } from "./byteSink.ts";
import { readWhole } from "./readWhole.ts";
import { transferLimits } from "./transferLimits.ts";
import type { DownloadOptions } from "./transferOptions.ts";

/** Downloads a file into a stream; returns how many bytes were written. */
export async function getfo(
  context: ClientContext,
  operation: PathOperation,
  sink: ByteSink,
  options: DownloadOptions,
): Promise<number> {
  const parts = partSink(sink);
  try {
    const limits = transferLimits(context, options);
    return await readWhole(context, operation, options, limits, (bytes) => parts.write(bytes));
  } finally {
    parts.release();
  }
}
