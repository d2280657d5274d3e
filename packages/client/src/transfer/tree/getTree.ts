import type { PathOperation } from "../../session/operation.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { transferLimits } from "../transferLimits.ts";
import { copyTop } from "./copyTop.ts";
import { download } from "./treeJob.ts";
import type { TreeOptions } from "./treeOptions.ts";
import type { TreeReport } from "./treeReport.ts";

/** Downloads what is in a remote directory into a local one, or a single file. */
export function getTree(
  context: ClientContext,
  { path }: PathOperation,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const limits = transferLimits(context, options);
  return copyTop(
    download({ context, path }, localPath, options, limits),
    path,
    options,
    context.handles.listings,
  );
}
