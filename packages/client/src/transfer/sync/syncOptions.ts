import type { TreeChoices } from "../tree/treeOptions.ts";
import type { FileOptions, TransferOptions } from "../transferOptions.ts";

/** A folder: on this computer, or at the server. */
export type Place = { readonly local: string } | { readonly remote: string };

/** How two folders are made the same. */
export interface SyncOptions extends Omit<TransferOptions, "onProgress">, FileOptions, TreeChoices {
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
}
