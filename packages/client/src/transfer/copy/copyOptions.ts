import type { TreeChoices } from "../tree/treeOptions.ts";
import type { FileOptions, TransferOptions, UploadOptions } from "../transferOptions.ts";

/** How a file is copied from server to server, or within one. */
export interface CopyOptions
  extends
    TransferOptions,
    Pick<FileOptions, "atomic" | "durable" | "preserve" | "verify">,
    Pick<UploadOptions, "confirm" | "replace"> {
  recursive?: false | undefined;
}

/** How a tree is copied from server to server, or within one. */
export interface CopyTreeOptions extends Omit<CopyOptions, "onProgress" | "recursive">, TreeChoices {
  recursive: true;
}
