import type { Session } from "../../session/session.ts";
import { get } from "../get.ts";
import { copyTop } from "./copyTop.ts";
import { download } from "./treeJob.ts";
import type { TreeOptions } from "./treeOptions.ts";
import type { TreeReport } from "./treeReport.ts";

/** Downloads what is in a remote folder into a local one, or a single file. */
export function getTree(
  session: Session,
  remotePath: string,
  localPath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const job = download(session, localPath);
  return copyTop(job, remotePath, options, session.room, (alone) =>
    get(session, remotePath, localPath, alone),
  );
}
