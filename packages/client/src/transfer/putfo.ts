import { WriteBehind } from "@sftp/prefetch";
import type { ClientContext } from "../session/clientContext.ts";
import type { PathOperation } from "../session/operation.ts";
import type { InputParts } from "./inputParts.ts";
import { type TransferLimits, transferLimits } from "./transferLimits.ts";
import { progress, type PutfoOptions } from "./transferOptions.ts";
import { upload } from "./upload.ts";
import type { UploadResult } from "./uploadResult.ts";
import type { UploadTarget } from "./uploadTarget.ts";

/** Where an upload comes from: any iterable of bytes or text, such as a Node stream or a Web stream. */
export type ByteSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Uploads the parts of a source, in the order in which they come. */
export async function putfo(
  context: ClientContext,
  operation: PathOperation,
  parts: InputParts<Uint8Array | string>,
  options: PutfoOptions,
): Promise<UploadResult> {
  const limits = transferLimits(context, options);
  const content = {
    ready: () => parts.ready(),
    send: (target: UploadTarget) => send(parts, target, options, limits, operation.signal),
  };
  return upload({ context, operation, options, limits, content });
}

async function send(
  parts: AsyncIterable<Uint8Array | string>,
  target: UploadTarget,
  options: PutfoOptions,
  limits: TransferLimits,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { fileSize = 0 } = options;
  const { sizes, context } = target.handle;
  const window = { ...limits.window(sizes.write), memory: context.buffers };
  const behind = new WriteBehind(target.sink, { ...window, signal });
  const tell = progress(options, fileSize);
  let told = -1;
  const tellProgress = (): void => {
    if (behind.acknowledged === told) return;
    told = target.written = behind.acknowledged;
    tell?.(told);
  };
  let bytes = 0;
  for await (const part of parts) {
    const data = typeof part === "string" ? Buffer.from(part) : part;
    bytes += data.length;
    await behind.write(data);
    if (behind.acknowledged > 0) tellProgress();
  }
  await behind.flush();
  tellProgress();
  return bytes;
}
