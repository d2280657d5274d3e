import type { Session } from "../../session/session.ts";
import { put } from "../put.ts";
import { copyTop } from "./copyTop.ts";
import { upload } from "./treeJob.ts";
import type { TreeOptions } from "./treeOptions.ts";
import type { TreeReport } from "./treeReport.ts";

/** Uploads what is in a local folder into a remote one, or a single file. */
export function putTree(
  session: Session,
  localPath: string,
  remotePath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const job = upload(session, remotePath);
  return copyTop(
    job,
    localPath,
    options,
    session.room,
    async (alone) => (await put(session, localPath, remotePath, alone)).report,
  );
}
