import type { TreeChoices } from "../tree/treeOptions.ts";
import type { FileOptions, TransferOptions } from "../transferOptions.ts";

/** How a file is copied from server to server, or within one. */
export interface CopyOptions extends TransferOptions, Pick<FileOptions, "preserve"> {
  recursive?: false | undefined;
}

/** How a tree is copied from server to server, or within one. */
export interface CopyTreeOptions extends Omit<CopyOptions, "onProgress" | "recursive">, TreeChoices {
  recursive: true;
}
