import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import { onPath, type PathOperation } from "../session/operation.ts";
import { isMissing } from "../tree/isMissing.ts";
import { transferError } from "./transferError.ts";
import type { TransferLimits } from "./transferLimits.ts";
import { isResumed } from "./transferOptions.ts";
import { fileReport, type Verified } from "./transferReport.ts";
import { UploadResult } from "./uploadResult.ts";
import { type Kept, UploadTarget, type UploadTargetOptions } from "./uploadTarget.ts";

const NOTHING: Kept = { length: 0, isCut: false };

/** What is uploaded. */
export interface Content {
  /** Writes what is not there yet; returns how long the file then has to be. */
  send(target: UploadTarget): Promise<number>;
  /** What of a file that is there can stay; only if the upload may be one that is resumed. */
  kept?(remote: RemoteHandle): Promise<Kept>;
  /** Throws if a file is not what was sent; only if that may be asked for. */
  verify?(remote: RemoteHandle, length: number): Promise<void>;
}

/**
 * Opens the remote file, has it written, closes it, and compares it with what was sent. What became of an upload that
 * failed is as the options say.
 */
export async function upload(
  context: ClientContext,
  operation: PathOperation,
  options: UploadTargetOptions,
  limits: TransferLimits,
  content: Content,
  lease?: HandleLease,
): Promise<UploadResult> {
  const started = performance.now();
  const reopen = (path: string): Promise<RemoteHandle> =>
    RemoteHandle.openFor(context, OpenFlags.READ, {}, onPath(operation, path), lease);
  const kept = isResumed(options) ? await keptAtServer() : NOTHING;
  const target = await UploadTarget.open(context, operation, options, limits, kept, lease);
  try {
    const bytes = await content.send(target);
    const isHashed = options.verify === "hash";
    const attributes = await target.commit(bytes, async (path) => {
      if (!isHashed) return;
      using remote = await reopen(path);
      await content.verify?.(remote, bytes);
    });
    const verified: Verified | undefined = attributes.exactSize === undefined ? undefined : "size";
    const achieved = { bytes, resumed: kept.length, verified: isHashed ? "hash" : verified } as const;
    return new UploadResult(attributes, fileReport(started, achieved));
  } catch (error) {
    throw transferError(error, operation, await target.abandon());
  }

  async function keptAtServer(): Promise<Kept> {
    try {
      using remote = await reopen(operation.path);
      return (await content.kept?.(remote)) ?? NOTHING;
    } catch (error) {
      if (isMissing(error)) return NOTHING;
      throw error;
    }
  }
}
