import { copy } from "@sftp/prefetch";
import { OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import { isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { PathOperation } from "../../session/operation.ts";
import { matchingPrefix, type Pair, verifyContent } from "../compare/compare.ts";
import { advised, compareSizes, readingError, SIZE_ADVICE, transferError } from "../failure.ts";
import { checkGrowth, extent } from "../growth.ts";
import type { TransferLimits } from "../limits.ts";
import { LocalFile } from "../localFile.ts";
import { type GetOptions, isResumed, keepsPartial, progress } from "../options.ts";
import { type Achieved, fileReport, type TransferReport, uncheckedSize } from "../report.ts";
import { DownloadTarget } from "./downloadTarget.ts";
import { type Download, openDownload } from "./openDownload.ts";

/** Downloads one file; the local file is touched only when the remote one is open. */
export async function get(
  context: ClientContext,
  operation: PathOperation,
  localPath: string | Buffer,
  options: GetOptions,
  limits: TransferLimits,
  localFlags = 0,
): Promise<TransferReport> {
  using lease = await context.handles.acquire(1, operation.signal);
  const started = performance.now();
  using opened = await openDownload(context, operation, options, limits, lease);
  await opened.ready();
  const target = await DownloadTarget.open(localPath, options, localFlags, opened.attributes.mode);
  try {
    const achieved = await download(opened, target, operation, options, limits);
    await target.commit(opened.attributes);
    return fileReport(started, achieved);
  } catch (error) {
    const isRefusedLater = isRefused(error) && error.request === "read" && isResumed(options);
    const shown = isRefusedLater
      ? advised(error, "without resume the download begins anew")
      : readingError(error, operation, SIZE_ADVICE);
    throw transferError(shown, operation, await target.abandon());
  }
}

async function download(
  opened: Download,
  target: DownloadTarget,
  operation: PathOperation,
  options: GetOptions,
  limits: TransferLimits,
): Promise<Achieved> {
  const { remote, source, window, attributes } = opened;
  const local = new LocalFile(target.file, remote.context.buffers);
  const pair = { remote, local };
  const size = attributes.size ?? 0;
  const resumed = isResumed(options) ? await keepLocal(pair, size, target, operation, options, limits) : 0;
  const tell = progress(options, size, resumed);
  const copied = await copy(source, local, {
    ...window,
    start: resumed,
    ...extent(options, size),
    // What is kept should have no gap.
    order: keepsPartial(options) ? "ascending" : "any",
    signal: operation.signal,
    onProgress: (transferred, contiguous) => {
      target.written = contiguous;
      tell?.(transferred);
    },
  });
  const bytes = resumed + copied.bytes;
  const hasGrown = await checkGrowth(size, copied.beyond ?? bytes, () => opened.sizeNow());
  await opened.checkUnchanged();
  const written = await target.file.stat();
  // A device tells no length.
  if (written.isFile()) compareSizes(written.size, bytes, operation);
  const hash = options.verify === "hash";
  if (hash) await verify(pair, bytes, operation, limits, hasGrown);
  const verified = hash ? "hash" : attributes.exactSize === bytes ? "size" : undefined;
  const grown = hasGrown ? 1 : 0;
  return { bytes, resumed, grown, verified, unchecked: uncheckedSize(operation.path, attributes, bytes) };
}

/** Compares what was written with the file that is open, or, if that is read in order only, with the file opened anew. */
async function verify(
  pair: Pair,
  length: number,
  operation: PathOperation,
  limits: TransferLimits,
  hasGrown: boolean,
): Promise<void> {
  try {
    await verifyContent(pair, length, operation, limits, hasGrown);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const { context } = pair.remote;
    using remote = await RemoteHandle.openFor(context, OpenFlags.READ, {}, operation);
    await verifyContent({ ...pair, remote }, length, operation, limits, hasGrown);
  }
}

/** Keeps what of a local file is as in the remote one; returns how much that is. */
async function keepLocal(
  pair: Pair,
  size: number,
  target: DownloadTarget,
  operation: PathOperation,
  { resume }: GetOptions,
  limits: TransferLimits,
): Promise<number> {
  const here = (await target.file.stat()).size;
  const kept = await matchingPrefix(pair, Math.min(here, size || here), resume, operation, limits);
  await target.keep(kept, here);
  return kept;
}
