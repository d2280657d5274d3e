import { callError } from "../../session/callError.ts";
import type { Session } from "../../session/session.ts";
import { checkApart, copyJob } from "../copy/copyTree.ts";
import { download, type Pair, type TreeJob, upload } from "../tree/treeJob.ts";
import type { TreeReport } from "../tree/treeReport.ts";
import { TreeTransfer } from "../tree/treeTransfer.ts";
import type { Place, SyncOptions } from "./syncOptions.ts";

/** The sessions of the remote ends. */
export interface Sessions {
  readonly source: Session;
  readonly target: Session;
}

/** Makes a folder what another one is, by transferring what differs. */
export async function sync(
  sessions: Sessions,
  source: Place,
  target: Place,
  options: SyncOptions,
): Promise<TreeReport> {
  if ("local" in source) {
    if ("local" in target) throw new TypeError("source and target are both local: one must be remote");
    return run(upload(sessions.target, target.remote), source.local, sessions.target, options);
  }
  if ("local" in target) {
    return run(download(sessions.source, target.local), source.remote, sessions.source, options);
  }
  const from = { session: sessions.source, path: source.remote };
  const to = { session: sessions.target, path: target.remote };
  await checkApart(from, to, { ...options, operation: "sync" });
  return run(copyJob(from, to), source.remote, sessions.source, options);
}

async function run<T>(
  job: TreeJob<T>,
  path: string,
  { room }: Session,
  options: SyncOptions,
): Promise<TreeReport> {
  const { signal, timeout, preserve = true } = options;
  const call = { operation: "sync", path, signal, timeout };
  const top = await job.source.stat(path, call);
  if (!top.isDirectory()) throw callError("ENOTDIR", "only folders can be synchronised", call);
  const rules = { isSame: isSameByTime, delete: options.delete === true, replacesLinks: false };
  return new TreeTransfer({ ...job, operation: "sync", rules }, { ...options, preserve }, room).run(
    path,
    top,
  );
}

/** By size and modification time, in whole seconds: SFTP has no finer ones. What is not known is not the same. */
function isSameByTime<T>({ attributes: here, there }: Pair<T>): boolean {
  if (here.exactSize === undefined || here.mtimeMs === undefined || there.mtimeMs === undefined) return false;
  return (
    BigInt(here.exactSize) === BigInt(there.exactSize ?? -1) &&
    Math.floor(here.mtimeMs / 1000) === Math.floor(there.mtimeMs / 1000)
  );
}
