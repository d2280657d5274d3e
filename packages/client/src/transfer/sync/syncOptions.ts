import type { TreeChoices } from "../tree/treeOptions.ts";
import type { FileOptions, TransferOptions, UploadOptions } from "../transferOptions.ts";

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
