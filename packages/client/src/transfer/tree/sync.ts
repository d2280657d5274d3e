import type { ClientContext } from "../../session/clientContext.ts";
import { callError } from "../../session/failures.ts";
import type { Operation } from "../../session/operation.ts";
import { checkApart, copyJob } from "../copy/copyTree.ts";
import { transferLimits } from "../limits.ts";
import type { FileOptions, TransferOptions, UploadOptions } from "../options.ts";
import { download, upload } from "./localJobs.ts";
import type { Pair, TreeJob } from "./treeJob.ts";
import type { TreeChoices, TreeReport } from "./treeOptions.ts";
import { TreeTransfer } from "./treeTransfer.ts";

/** The clients of the remote ends. */
export interface Contexts {
  readonly source: ClientContext;
  readonly target: ClientContext;
}

/** Makes a directory what another one is, by transferring what differs. */
export async function sync(
  contexts: Contexts,
  source: Place,
  target: Place,
  options: SyncOptions,
): Promise<TreeReport> {
  const limits = transferLimits(contexts.source, options);
  if ("local" in source) {
    if ("local" in target) throw new TypeError("source and target are both local: one must be remote");
    const into = { context: contexts.target, path: target.remote };
    return run(upload(source.local, into, options, limits), source.local, contexts.target, options);
  }
  const from = { context: contexts.source, path: source.remote };
  if ("local" in target) {
    return run(download(from, target.local, options, limits), source.remote, contexts.source, options);
  }
  if (options.resume !== undefined && options.resume !== false)
    throw new TypeError(
      "resume needs an end that is local: what one server has of a file is copied anew to another",
    );
  const to = { context: contexts.target, path: target.remote };
  const { signal, timeout } = options;
  await checkApart(from, to, { name: "sync", signal, timeout });
  return run(copyJob(from, to, options, limits), source.remote, contexts.source, options);
}

async function run<T>(
  job: TreeJob<T>,
  path: string,
  context: ClientContext,
  options: SyncOptions,
): Promise<TreeReport> {
  const { signal, timeout } = options;
  const operation = { name: "sync", path, signal, timeout };
  const top = await job.source.stat(path, operation);
  if (top.type !== "directory" && top.type !== "unknown")
    throw callError("ENOTDIR", "only folders can be synchronised", operation);
  const rules = {
    delete: options.delete === true,
    isSame: async (pair: Pair<T>, its: Operation): Promise<boolean> => {
      const size = sizeOfBoth(pair);
      if (size === undefined || options.compare !== "content")
        return size !== undefined && haveSameTime(pair);
      return job.isSame(pair.path, pair.folder, pair.name, size, its);
    },
  };
  return new TreeTransfer({ ...job, operation: "sync", rules }, options, context.handles.listings).run(
    path,
    top,
  );
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

/** A folder: on this computer, or at the server. */
export type Place = { readonly local: string } | { readonly remote: string };

/** How two folders are made the same. */
export interface SyncOptions
  extends
    Omit<TransferOptions, "onProgress">,
    Omit<FileOptions, "onPartial">,
    Pick<UploadOptions, "replace">,
    TreeChoices {
  /**
   * What makes files differ: their size or modification time, in whole seconds because SFTP has no finer ones, or their
   * size or content, for which every file is read on both sides or has its digests computed by the server (check-file).
   * Permissions make no difference. Default: `time`.
   */
  compare?: "time" | "content" | undefined;
  /**
   * Whether what is only at the target is deleted, and what is of another kind there than at the source. What `filter`
   * leaves out stays, and so does all in a folder whose source could not be listed to its end. Default: false.
   */
  delete?: boolean | undefined;
  /**
   * Whether the copies get permissions and times of the originals. Without the times a file is never the same again by
   * its time. Default: true.
   */
  preserve?: boolean | undefined;
  /** Default: true, unless `resume` is set; where the server cannot replace a file in one step, in two. */
  atomic?: boolean | undefined;
}

/** The options with what holds unless they say otherwise. */
export function withDefaults<O extends SyncOptions>(options: O): O & SyncOptions {
  const { compare = "time", resume = false, atomic = resume === false, preserve = true } = options;
  if (compare !== "time" && compare !== "content")
    throw new TypeError(`compare is ${String(compare)}, but must be one of time, content`);
  const replace = options.replace ?? (atomic ? "unlink-first" : undefined);
  return { ...options, compare, atomic, preserve, replace };
}
