import type { PathOperation } from "../../session/operation.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { transferLimits } from "../transferLimits.ts";
import { copyTop } from "./copyTop.ts";
import { upload } from "./treeJob.ts";
import type { TreeOptions } from "./treeOptions.ts";
import type { TreeReport } from "./treeReport.ts";

/** Uploads what is in a local directory into a remote one, or a single file. */
export function putTree(
  context: ClientContext,
  { path }: PathOperation,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const limits = transferLimits(context, options);
  return copyTop(
    upload(localPath, { context, path }, options, limits),
    localPath,
    options,
    context.handles.listings,
  );
}
