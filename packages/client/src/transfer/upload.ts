import type { RemoteHandle } from "../file/remoteHandle.ts";
import { whileReading } from "../file/whileReading.ts";
import type { Session } from "../session/session.ts";
import { isMissing } from "../tree/isMissing.ts";
import { type Kept, UploadTarget, type UploadCall } from "./uploadTarget.ts";
import { transferError } from "./transferError.ts";
import { isResumed } from "./transferOptions.ts";
import { fileReport, type Verified } from "./transferReport.ts";
import { UploadResult } from "./uploadResult.ts";

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
export async function upload(session: Session, call: UploadCall, content: Content): Promise<UploadResult> {
  const started = performance.now();
  const kept = isResumed(call) ? await keptAtServer(session, call, content) : NOTHING;
  const target = await UploadTarget.open(session, call, kept);
  try {
    const bytes = await content.send(target);
    const isHashed = call.verify === "hash";
    const attributes = await target.commit(bytes, async (path) => {
      if (isHashed)
        await whileReading(session, path, call, async (remote) => content.verify?.(remote, bytes));
    });
    const verified: Verified | undefined = attributes.exactSize === undefined ? undefined : "size";
    const achieved = { bytes, resumed: kept.length, verified: isHashed ? "hash" : verified } as const;
    return new UploadResult(attributes, fileReport(started, achieved));
  } catch (error) {
    throw transferError(error, call, await target.abandon());
  }
}

async function keptAtServer(session: Session, call: UploadCall, content: Content): Promise<Kept> {
  try {
    const kept = await whileReading(session, call.path, call, async (remote) => content.kept?.(remote));
    return kept ?? NOTHING;
  } catch (error) {
    if (isMissing(error)) return NOTHING;
    throw error;
  }
}
