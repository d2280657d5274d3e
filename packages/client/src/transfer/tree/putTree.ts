import { stat } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import type { Session } from "../../session/session.ts";
import { put } from "../put.ts";
import { treeReport, type TreeOptions, type TreeReport } from "./treeOptions.ts";
import { TreeTransfer } from "./treeTransfer.ts";
import { Upload } from "./upload.ts";

/** Uploads what is in a local folder into a remote one, or a single file. */
export async function putTree(
  session: Session,
  localPath: string,
  remotePath: string,
  options: TreeOptions,
): Promise<TreeReport> {
  const top = SFTPAttributes.fromStat(await stat(localPath));
  if (top.type === "file") return treeReport((await put(session, localPath, remotePath, options)).bytes);
  return new TreeTransfer(new Upload(session, remotePath), options, session.room).run(localPath, top);
}
