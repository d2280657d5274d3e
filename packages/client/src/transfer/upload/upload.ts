import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import { isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import { onPath, type PathOperation } from "../../session/operation.ts";
import { firstWriteError, transferError } from "../failure.ts";
import type { TransferLimits } from "../limits.ts";
import { isResumed } from "../options.ts";
import { fileReport, UploadResult } from "../report.ts";
import { type Kept, UploadTarget, type UploadTargetOptions } from "./uploadTarget.ts";

const NOTHING: Kept = { length: 0, isCut: false };

/** What is uploaded. */
export interface Content {
  /**
   * Waits for the first byte, or the end, of the source; throws if there is neither. Nothing at the server is opened to be
   * written before.
   */
  ready(): Promise<unknown>;
  /** The permissions of the source; a copy that is made gets them, within the server's umask. */
  readonly mode?: number | undefined;
  /** Writes what is not there yet; returns how long the file then has to be. */
  send(target: UploadTarget): Promise<number>;
  /** What of a file that is there can stay; only if the upload may be one that is resumed. */
  kept?(remote: RemoteHandle): Promise<Kept>;
  /** Throws if a file is not what was sent; only if that may be asked for. */
  verify?(remote: RemoteHandle, length: number): Promise<void>;
  /** Throws if what must be read back, though nobody asked for that, is not what was sent; `undefined` if nothing must. */
  readonly readBack?: ((remote: RemoteHandle) => Promise<void>) | undefined;
}

/** One upload. */
export interface Upload {
  readonly context: ClientContext;
  readonly operation: PathOperation;
  readonly options: UploadTargetOptions;
  readonly limits: TransferLimits;
  readonly content: Content;
  readonly lease?: HandleLease | undefined;
  /** Whether the name is known to be free. */
  readonly isFree?: boolean | undefined;
  /** `false` writes over what is there. */
  readonly truncates?: boolean | undefined;
}

/**
 * Opens the remote file, has it written, closes it, and compares it with what was sent. What became of an upload that
 * failed is as the options say.
 */
export async function upload(call: Upload): Promise<UploadResult> {
  const { context, operation, options, content, lease } = call;
  const started = performance.now();
  const reopen = (path: string): Promise<RemoteHandle> =>
    RemoteHandle.openFor(context, OpenFlags.READ, {}, onPath(operation, path), lease);
  await content.ready();
  const kept = isResumed(options) ? await keptAtServer() : NOTHING;
  const target = await UploadTarget.open({ ...call, kept, mode: content.mode });
  const { unmet } = target;
  try {
    const bytes = await content.send(target);
    let isHashed = false;
    const attributes = await target.commit(bytes, async (path) => {
      if (options.verify === "hash") {
        isHashed = await compare(path, async (remote) => content.verify?.(remote, bytes));
      } else if (content.readBack !== undefined) await compare(path, content.readBack);
    });
    const bySize = attributes.exactSize === undefined ? undefined : "size";
    const verified = isHashed ? "hash" : bySize;
    const grown = target.hasGrown ? 1 : 0;
    const achieved = { bytes, resumed: target.kept, grown, verified, unchecked: unmet.list } as const;
    return new UploadResult(attributes, fileReport(started, achieved));
  } catch (error) {
    const shown = target.written > target.kept ? error : firstWriteError(error, target.kept > 0);
    throw transferError(shown, operation, await target.abandon());
  }

  async function keptAtServer(): Promise<Kept> {
    try {
      using remote = await reopen(operation.path);
      return (await content.kept?.(remote)) ?? NOTHING;
    } catch (error) {
      // What cannot be compared is sent anew.
      if (isRefused(error)) return NOTHING;
      throw error;
    }
  }

  /** @returns whether it could be compared */
  async function compare(path: string, check: (remote: RemoteHandle) => Promise<void>): Promise<boolean> {
    const opened = await reopen(path).catch((error: unknown) => {
      if (!isRefused(error) || options.confirm === "required") throw error;
      unmet.refused(path, error);
    });
    if (opened === undefined) return false;
    using remote = opened;
    await check(remote);
    return true;
  }
}
