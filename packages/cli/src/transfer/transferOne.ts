import type { TransferReport, TreeReport } from "@sftp/client";
import { directoryError } from "./directoryError.ts";
import {
  type FileChoices,
  fileOptions,
  isRecursive,
  type TransferCommandOptions,
  type TreeChoices,
  treeOptions,
} from "./transferCommand.ts";
import type { ShownOptions, ShownTreeOptions, Transfers } from "./transfers.ts";
import type { Transfer } from "./transferView.ts";

/** How the library transfers what a path names. */
export interface Ways {
  /** Whether the source is a directory. */
  isDirectory(): Promise<boolean>;
  file(options: ShownOptions & FileChoices): Promise<TransferReport>;
  tree(options: ShownTreeOptions & TreeChoices): Promise<TreeReport>;
}

/** Transfers a file, or with -r a directory. Rejects only if the user has interrupted it. */
export async function transferOne(
  transfers: Transfers,
  transfer: Transfer,
  options: TransferCommandOptions,
  { isDirectory, file, tree }: Ways,
): Promise<void> {
  const check = async (): Promise<void> => {
    if (!isRecursive(options) && (await isDirectory())) throw directoryError(transfer.source);
  };
  // What would be done is for the walk through a tree to say, even where that is a single file.
  if (isRecursive(options) || options.dryRun) {
    await transfers.tree(transfer, async (shown) => {
      await check();
      return tree({ ...shown, ...(await treeOptions(options)) });
    });
  } else {
    await transfers.file(transfer, async (shown) => {
      await check();
      return file({ ...shown, ...fileOptions(options) });
    });
  }
}
