import { type Sink, WriteBehind } from "@sftp/prefetch";
import type { ClientContext } from "../session/clientContext.ts";
import type { RequestSizes } from "../session/limits.ts";
import type { TransferLimits } from "./transferLimits.ts";

/** Writes bytes in order into a remote file, with many requests in flight, within the limits of a transfer. */
export function writeBehind(
  sink: Sink & { readonly sizes: RequestSizes; readonly context: ClientContext },
  limits: TransferLimits,
  options: { readonly offset?: number; readonly signal?: AbortSignal | undefined },
): WriteBehind {
  const memory = sink.context.buffers;
  return new WriteBehind(limits.sink(sink), { ...limits.window(sink.sizes.write), memory, ...options });
}
