import { callError } from "../../session/callError.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { checkApart, copyJob } from "../copy/copyTree.ts";
import type { Paced } from "../pacer.ts";
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
  options: SyncOptions & Paced,
): Promise<TreeReport> {
  if ("local" in source) {
    if ("local" in target) throw new TypeError("source and target are both local: one must be remote");
    return run(upload(sessions.target, target.remote), source.local, sessions.target, options);
  }
  if ("local" in target) {
    return run(download(sessions.source, target.local), source.remote, sessions.source, options);
  }
  if (options.resume !== undefined && options.resume !== false)
    throw new TypeError(
      "resume needs an end that is local: what one server has of a file is copied anew to another",
    );
  const from = { session: sessions.source, path: source.remote };
  const to = { session: sessions.target, path: target.remote };
  await checkApart(from, to, { ...options, operation: "sync" });
  return run(copyJob(from, to), source.remote, sessions.source, options);
}

async function run<T>(
  job: TreeJob<T>,
  path: string,
  { room }: Session,
  options: SyncOptions & Paced,
): Promise<TreeReport> {
  const { signal, timeout } = options;
  const call = { operation: "sync", path, signal, timeout };
  const top = await job.source.stat(path, call);
  if (top.type !== "directory" && top.type !== "unknown")
    throw callError("ENOTDIR", "only folders can be synchronised", call);
  const rules = {
    delete: options.delete === true,
    isSame: async (pair: Pair<T>, itsCall: CallOptions): Promise<boolean> => {
      const size = sizeOfBoth(pair);
      if (size === undefined || options.compare !== "content")
        return size !== undefined && haveSameTime(pair);
      const { concurrency, maxInFlightBytes, pacer } = options;
      const how = { ...itsCall, concurrency, maxInFlightBytes, pacer };
      return job.isSame(pair.path, pair.folder, pair.name, size, how);
    },
  };
  return new TreeTransfer({ ...job, operation: "sync", rules }, options, room).run(path, top);
}

/** `undefined` if they are not the same, as they are not if one is not known. */
function sizeOfBoth<T>({ attributes: here, there }: Pair<T>): number | undefined {
  if (here.exactSize === undefined || there.exactSize === undefined) return undefined;
  return BigInt(here.exactSize) === BigInt(there.exactSize) ? Number(here.exactSize) : undefined;
}

/** In whole seconds. A time that is not known is not the same. */
function haveSameTime<T>({ attributes: here, there }: Pair<T>): boolean {
  if (here.mtimeMs === undefined || there.mtimeMs === undefined) return false;
  return Math.floor(here.mtimeMs / 1000) === Math.floor(there.mtimeMs / 1000);
}
