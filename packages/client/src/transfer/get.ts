import { copy } from "@sftp/prefetch";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { keptLength } from "./compare/keptLength.ts";
import type { Pair } from "./compare/sameUntil.ts";
import { verifyContent } from "./compare/verifyContent.ts";
import { LocalFile } from "./localFile.ts";
import { DownloadTarget } from "./downloadTarget.ts";
import { type OpenedSource, openForReading } from "./openForReading.ts";
import type { Paced } from "./pacer.ts";
import { compareSizes, transferError } from "./transferError.ts";
import { type GetOptions, isResumed, keepsPartial, progress } from "./transferOptions.ts";
import { type Achieved, fileReport, type TransferReport } from "./transferReport.ts";

type GetCall = GetOptions & CallOptions & Paced & { path: string };

/** Downloads one file; the local file is touched only when the remote one is open. */
export function get(
  session: Session,
  remotePath: string,
  localPath: string | Buffer,
  options: GetOptions & Paced,
  localFlags = 0,
): Promise<TransferReport> {
  const call = { ...options, operation: "get", path: remotePath };
  return session.room.during(1, options.signal, (reservation) =>
    getNow(session, localPath, { ...call, reservation }, localFlags),
  );
}

async function getNow(
  session: Session,
  localPath: string | Buffer,
  call: GetCall,
  localFlags: number,
): Promise<TransferReport> {
  const started = performance.now();
  const opened = await openForReading(session, call);
  try {
    const target = await DownloadTarget.open(localPath, call, localFlags);
    try {
      const achieved = await download(opened, target, call);
      await target.commit(opened.attributes);
      return fileReport(started, achieved);
    } catch (error) {
      throw transferError(error, call, await target.abandon());
    }
  } finally {
    opened.close();
  }
}

async function download(opened: OpenedSource, target: DownloadTarget, call: GetCall): Promise<Achieved> {
  const { remote, source, window, attributes } = opened;
  const local = new LocalFile(target.file);
  const size = attributes.size ?? 0;
  const resumed = isResumed(call) ? await keepLocal({ remote, local }, size, target, call) : 0;
  const tell = progress(call, size, resumed);
  const copied = await copy(source, local, {
    ...window,
    start: resumed,
    size,
    probeEnd: size > 0,
    // What is kept should have no gap.
    order: keepsPartial(call) ? "ascending" : "any",
    signal: call.signal,
    onProgress: (transferred, contiguous) => {
      target.written = contiguous;
      tell?.(transferred);
    },
  });
  const bytes = resumed + copied.bytes;
  await opened.checkUnchanged();
  compareSizes((await target.file.stat()).size, bytes, call);
  const hash = call.verify === "hash";
  if (hash) await verifyContent({ remote, local }, bytes, call);
  return { bytes, resumed, verified: hash ? "hash" : attributes.exactSize === bytes ? "size" : undefined };
}

/** Keeps what of a local file is as in the remote one; returns how much that is. */
async function keepLocal(pair: Pair, size: number, target: DownloadTarget, call: GetCall): Promise<number> {
  const here = (await target.file.stat()).size;
  const kept = await keptLength(pair, Math.min(here, size || here), call);
  await target.keep(kept, here);
  return kept;
}
